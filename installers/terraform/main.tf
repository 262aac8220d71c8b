# SPDX-License-Identifier: Apache-2.0
# A mitigation region in each AWS region of region_config, and DNS that sends each continent to its own.
module "secbeat_region" {
  source   = "./modules/secbeat-region"
  for_each = var.region_config

  region         = each.key
  instance_count = each.value.count
  instance_type  = each.value.instance_type
  cidr_block     = each.value.cidr_block
  ami_id         = var.ami_ids[each.key]
  backend_url    = var.backend_urls[each.key]
  operator_cidrs = var.operator_cidrs

  nats_peers = [for r in keys(var.region_config) : "nats-${r}.internal" if r != each.key]
}

resource "aws_route53_zone" "main" {
  name = var.domain
}

resource "aws_route53_record" "geo" {
  for_each = var.region_config

  zone_id        = aws_route53_zone.main.zone_id
  name           = var.name
  type           = "A"
  set_identifier = each.key

  geolocation_routing_policy {
    continent = each.value.continent
  }

  alias {
    name                   = module.secbeat_region[each.key].lb_dns_name
    zone_id                = module.secbeat_region[each.key].lb_zone_id
    evaluate_target_health = true
  }
}

# Without this record a client whose place is unknown gets no answer.
resource "aws_route53_record" "default" {
  zone_id        = aws_route53_zone.main.zone_id
  name           = var.name
  type           = "A"
  set_identifier = "default"

  geolocation_routing_policy {
    country = "*"
  }

  alias {
    name                   = module.secbeat_region[var.default_region].lb_dns_name
    zone_id                = module.secbeat_region[var.default_region].lb_zone_id
    evaluate_target_health = true
  }
}
