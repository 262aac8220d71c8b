# SPDX-License-Identifier: Apache-2.0
variable "region_config" {
  description = "Nodes per region, sized by that region's own traffic."
  type = map(object({
    instance_type = string
    count         = number
    continent     = string
    cidr_block    = string
  }))
  default = {
    "us-east-1"      = { instance_type = "c5.4xlarge", count = 4, continent = "NA", cidr_block = "10.10.0.0/16" } # high traffic
    "eu-west-1"      = { instance_type = "c5.2xlarge", count = 2, continent = "EU", cidr_block = "10.20.0.0/16" } # medium traffic
    "ap-southeast-1" = { instance_type = "c5.xlarge", count = 1, continent = "AS", cidr_block = "10.30.0.0/16" }  # low traffic
  }
}

variable "default_region" {
  description = "Region that answers clients no continent record matches."
  type        = string
  default     = "us-east-1"
}

variable "domain" {
  description = "Zone in which the protected name lives."
  type        = string
  default     = "example.com"
}

variable "name" {
  description = "The protected name."
  type        = string
  default     = "secbeat.example.com"
}

variable "ami_ids" {
  description = "Image per region with the node installed by installers/install.sh: Debian 12, a kernel from 5.18 on, Java 25."
  type        = map(string)
}

variable "backend_urls" {
  description = "The region's own origin, per region; another region's costs 100 to 300 ms."
  type        = map(string)
}

variable "operator_cidrs" {
  description = "Networks that may reach the metrics port."
  type        = list(string)
  default     = []
}
