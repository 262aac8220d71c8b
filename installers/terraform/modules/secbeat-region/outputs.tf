# SPDX-License-Identifier: Apache-2.0
output "lb_dns_name" {
  value = aws_lb.edge.dns_name
}

output "lb_zone_id" {
  value = aws_lb.edge.zone_id
}
