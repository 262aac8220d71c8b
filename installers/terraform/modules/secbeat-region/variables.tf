# SPDX-License-Identifier: Apache-2.0
variable "region" {
  type = string
}

variable "instance_count" {
  type = number
  validation {
    condition     = var.instance_count >= 1
    error_message = "A region needs at least one node."
  }
}

variable "instance_type" {
  type = string
}

variable "ami_id" {
  type = string
}

variable "cidr_block" {
  description = "Private network of the region, at most a /24 in length."
  type        = string
}

variable "backend_url" {
  type = string
}

variable "nats_peers" {
  description = "Names of the other regions' NATS servers."
  type        = list(string)
}

variable "operator_cidrs" {
  type = list(string)
}
