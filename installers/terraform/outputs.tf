# SPDX-License-Identifier: Apache-2.0
output "load_balancers" {
  description = "Each region's own entry, for probes and for the orchestrator."
  value       = { for region, entry in module.secbeat_region : region => entry.lb_dns_name }
}

output "name_servers" {
  description = "Delegate the domain to these."
  value       = aws_route53_zone.main.name_servers
}
