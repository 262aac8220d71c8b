# SPDX-License-Identifier: Apache-2.0
data "aws_availability_zones" "here" {
  region = var.region
  state  = "available"
}

resource "aws_vpc" "main" {
  region               = var.region
  cidr_block           = var.cidr_block
  enable_dns_hostnames = true
  tags                 = { Name = "secbeat-${var.region}" }
}

resource "aws_internet_gateway" "main" {
  region = var.region
  vpc_id = aws_vpc.main.id
}

resource "aws_subnet" "edge" {
  count = 2

  region                  = var.region
  vpc_id                  = aws_vpc.main.id
  availability_zone       = data.aws_availability_zones.here.names[count.index]
  cidr_block              = cidrsubnet(var.cidr_block, 4, count.index)
  map_public_ip_on_launch = true
}

resource "aws_route_table" "edge" {
  region = var.region
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route_table_association" "edge" {
  count = 2

  region         = var.region
  subnet_id      = aws_subnet.edge[count.index].id
  route_table_id = aws_route_table.edge.id
}

resource "aws_security_group" "node" {
  region = var.region
  name   = "secbeat-node"
  vpc_id = aws_vpc.main.id

  ingress {
    description = "clients, with their own addresses"
    protocol    = "tcp"
    from_port   = 8443
    to_port     = 8443
    cidr_blocks = ["0.0.0.0/0"]
  }

  ingress {
    description = "metrics, for the regional Prometheus and operators"
    protocol    = "tcp"
    from_port   = 9090
    to_port     = 9090
    cidr_blocks = concat([var.cidr_block], var.operator_cidrs)
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "node" {
  count = var.instance_count

  region                      = var.region
  ami                         = var.ami_id
  instance_type               = var.instance_type
  subnet_id                   = aws_subnet.edge[count.index % 2].id
  vpc_security_group_ids      = [aws_security_group.node.id]
  user_data_replace_on_change = true
  user_data = templatefile("${path.module}/node.sh.tftpl", {
    region      = var.region
    node_id     = "${var.region}-node-${count.index + 1}"
    backend_url = var.backend_url
    nats_peers  = var.nats_peers
  })

  metadata_options {
    http_tokens = "required"
  }

  tags = { Name = "secbeat-${var.region}-node-${count.index + 1}" }
}

resource "aws_lb" "edge" {
  region                           = var.region
  name                             = "secbeat-${var.region}"
  load_balancer_type               = "network"
  subnets                          = aws_subnet.edge[*].id
  enable_cross_zone_load_balancing = true
}

resource "aws_lb_target_group" "node" {
  region   = var.region
  name     = "secbeat-${var.region}"
  vpc_id   = aws_vpc.main.id
  protocol = "TCP"
  port     = 8443
  # Counting and blocking are by source: the node must see the client's address, not the balancer's.
  preserve_client_ip = true

  health_check {
    protocol = "HTTP"
    port     = "9090"
    path     = "/readyz"
    interval = 10
  }
}

resource "aws_lb_target_group_attachment" "node" {
  count = var.instance_count

  region           = var.region
  target_group_arn = aws_lb_target_group.node.arn
  target_id        = aws_instance.node[count.index].id
}

resource "aws_lb_listener" "https" {
  region            = var.region
  load_balancer_arn = aws_lb.edge.arn
  protocol          = "TCP"
  port              = 443

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.node.arn
  }
}
