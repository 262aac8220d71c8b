// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The services around the nodes: an origin per region, Prometheus per region and globally. One thread. */
final class Services {
    static final int ORIGIN_PORT = 8080;
    static final int PROMETHEUS_PORT = 9090;
    static final int METRICS_PORT = 9090;
    private static final String TEMPLATES = "/dev/secbeat/installers/prometheus/";
    private static final String GLOBAL = "prometheus-global";

    /** Small programs on a small machine: one thread each keeps them out of the way of the nodes. */
    private static final Map<String, String> ONE_THREAD = Map.of("GOMAXPROCS", "1");

    private final StateDirectory state;
    private final Children children;

    Services(StateDirectory state, Children children) {
        this.state = state;
        this.children = children;
    }

    Child startOrigin(AddressPlan.Region region) {
        String name = "origin-" + region.id();
        Path directory = state.directory(name);
        String text = """
                daemon off;
                master_process off;
                worker_processes 1;
                pid %1$s/nginx.pid;
                error_log stderr warn;
                events { worker_connections 2048; }
                http {
                    access_log off;
                    keepalive_requests 1000000;
                    client_body_temp_path %1$s/body;
                    proxy_temp_path %1$s/proxy;
                    server {
                        listen %2$s:%3$d;
                        default_type text/plain;
                        location / { return 200 "origin of %4$s\\n"; }
                    }
                }
                """.formatted(directory, region.backbone(), ORIGIN_PORT, region.id());
        Path config = state.write(name + "/nginx.conf", text);
        List<String> command = List.of("nginx", "-e", "stderr", "-p", directory.toString(), "-c", config.toString());
        return children.start(name, region.namespace(), command, Map.of());
    }

    boolean originAnswers(AddressPlan.Region region) {
        return InNamespace.answersOk(region.namespace(), region.backbone(), ORIGIN_PORT, "/");
    }

    /** The regional servers and, last, the global one. */
    List<Child> startPrometheus(AddressPlan plan) {
        state.write("prometheus/rules/secbeat-alerts.yml", Template.read(TEMPLATES + "rules/secbeat-alerts.yml"));
        List<Child> servers = new ArrayList<>();
        for (AddressPlan.Region region : plan.regions()) {
            String name = "prometheus-" + region.id();
            Path config = writeRegional(region);
            servers.add(prometheus(name, region.namespace(), config, region.backbone()));
        }
        String targets = plan.regions().stream()
                .map(region -> quoted(region.backbone(), PROMETHEUS_PORT))
                .collect(Collectors.joining(", "));
        Path config = state.write(
                "prometheus/global.yml",
                Template.fill(TEMPLATES + "global.yml.template", Map.of("REGIONAL_TARGETS", targets)));
        servers.add(prometheus(GLOBAL, AddressPlan.WAN, config, AddressPlan.GLOBAL_ADDRESS));
        return servers;
    }

    /** Tells a region's server which nodes there are now. */
    void updateTargets(AddressPlan.Region region) {
        writeRegional(region);
        children.find("prometheus-" + region.id())
                .ifPresent(server -> Shell.run("kill", "-HUP", Long.toString(server.pid())));
    }

    private Path writeRegional(AddressPlan.Region region) {
        String targets = region.nodes().stream()
                .map(node -> quoted(node.backbone(), METRICS_PORT))
                .collect(Collectors.joining(", "));
        String text = Template.fill(
                TEMPLATES + "regional.yml.template", Map.of("REGION", region.id(), "NODE_TARGETS", targets));
        return state.write("prometheus/" + region.id() + ".yml", text);
    }

    boolean prometheusAnswers(AddressPlan.Region region) {
        return InNamespace.answersOk(region.namespace(), region.backbone(), PROMETHEUS_PORT, "/-/ready");
    }

    boolean globalPrometheusAnswers() {
        return InNamespace.answersOk(AddressPlan.WAN, AddressPlan.GLOBAL_ADDRESS, PROMETHEUS_PORT, "/-/ready");
    }

    private Child prometheus(String name, String namespace, Path config, String address) {
        List<String> command = List.of(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + state.directory("prometheus/data-" + name),
                "--storage.tsdb.retention.time=2h",
                "--web.listen-address=" + address + ":" + PROMETHEUS_PORT,
                "--log.level=warn");
        return children.start(name, namespace, command, ONE_THREAD);
    }

    private static String quoted(String host, int port) {
        return "'" + host + ":" + port + "'";
    }
}
