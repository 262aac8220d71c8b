#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs a built node on this machine: sh installers/install.sh [DESTDIR]. Keeps an existing configuration.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
dest=${1:-}
jar=$(find "$root/node-runtime/target" -maxdepth 1 -name 'secbeat-node-runtime-*.jar' 2>/dev/null | head -n 1)
[ -n "$jar" ] && [ -d "$root/node-runtime/target/lib" ] || {
    echo "install.sh: nothing is built yet. Run: ./secbeat build" >&2
    exit 1
}
install -d "$dest/usr/lib/secbeat/lib" "$dest/usr/bin" "$dest/etc/secbeat" "$dest/usr/lib/systemd/system" \
    "$dest/usr/share/secbeat"
install -m 0644 "$jar" "$root"/node-runtime/target/lib/*.jar "$dest/usr/lib/secbeat/lib"
install -m 0755 "$root/installers/launcher/secbeat" "$dest/usr/lib/secbeat/secbeat"
ln -sf ../lib/secbeat/secbeat "$dest/usr/bin/secbeat"
install -m 0644 "$root"/installers/systemd/*.service "$root"/installers/systemd/*.mount "$dest/usr/lib/systemd/system"
cp -R "$root/installers/prometheus" "$root/installers/nats" "$root/installers/dns" "$dest/usr/share/secbeat"
sample() { [ -e "$dest/etc/secbeat/$2" ] || install -m 0640 "$root/installers/config/$1" "$dest/etc/secbeat/$2"; }
sample node.toml config.toml
sample orchestrator.toml orchestrator.toml
sample trust.json trust.json
if "$dest/usr/lib/secbeat/secbeat" man "$dest/usr/share/man/man1" >/dev/null 2>&1; then
    install -d "$dest/usr/share/bash-completion/completions"
    "$dest/usr/lib/secbeat/secbeat" completion bash >"$dest/usr/share/bash-completion/completions/secbeat"
else
    echo "install.sh: no Java 25 to make manual pages and completion with; later: secbeat man DIR, secbeat completion bash" >&2
fi
if [ -z "$dest" ]; then
    getent passwd secbeat >/dev/null || useradd --system --home-dir /var/lib/secbeat --shell /usr/sbin/nologin secbeat
    chgrp -R secbeat /etc/secbeat
    systemctl daemon-reload
fi
echo "Installed. Next: edit /etc/secbeat/config.toml, run 'secbeat config check /etc/secbeat/config.toml',"
echo "then 'systemctl enable --now secbeat-node'. Put your operators' public keys into /etc/secbeat/trust.json."
echo "The seed files belong to the service: chown secbeat: FILE; chmod 0600 FILE."
echo "On an orchestrator's machine: /etc/secbeat/orchestrator.toml and secbeat-orchestrator instead."
