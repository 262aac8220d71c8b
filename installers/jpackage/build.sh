#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Packs the console with its own Java runtime: sh installers/jpackage/build.sh [TYPE] [OUT]
# TYPE: app-image (default), deb, rpm (Linux), msi (Windows, WiX), dmg (macOS); each only on its own system.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
type=${1:-app-image}
out=${2:-$root/installers/target/jpackage}
jpackage=${JAVA_HOME:?set JAVA_HOME to a JDK 25}/bin/jpackage
jar=$(find "$root/console-app/target" -maxdepth 1 -name 'secbeat-console-*.jar' 2>/dev/null | head -n 1)
[ -n "$jar" ] && [ -d "$root/console-app/target/lib" ] || {
    echo "build.sh: the console is not built yet. Run: ./secbeat build" >&2
    exit 1
}
input=$(mktemp -d)
trap 'rm -rf "$input"' EXIT
cp "$jar" "$root"/console-app/target/lib/*.jar "$input"
mkdir -p "$out"
# jpackage takes only numbers in a version, and macOS no leading zero.
version=$(basename "$jar" .jar | sed 's/^secbeat-console-//; s/-SNAPSHOT$//')
case $type:$version in dmg:0.*) version=1.${version#0.} ;; esac
set -- --type "$type" --dest "$out" --name secbeat-console --app-version "$version" --vendor SecBeat \
    --description "Operator console of SecBeat" --input "$input" --main-jar "$(basename "$jar")" \
    --main-class "${SECBEAT_CONSOLE_MAIN:-dev.secbeat.console.app.ConsoleMain}" \
    --java-options --enable-native-access=ALL-UNNAMED --java-options -XX:+UseSerialGC --java-options -Xmx160m
case $type in
    app-image) ;;
    deb) set -- "$@" --license-file "$root/console-app/LICENSE" --linux-shortcut --linux-menu-group Network \
        --linux-deb-maintainer "${SECBEAT_MAINTAINER:-root@localhost}" ;;
    rpm) set -- "$@" --license-file "$root/console-app/LICENSE" --linux-shortcut --linux-rpm-license-type GPL-3.0-or-later ;;
    msi) set -- "$@" --license-file "$root/console-app/LICENSE" --win-menu --win-shortcut --win-dir-chooser ;;
    dmg) set -- "$@" --license-file "$root/console-app/LICENSE" --mac-package-identifier dev.secbeat.console ;;
    *) echo "build.sh: unknown type '$type'; use app-image, deb, rpm, msi or dmg" >&2; exit 2 ;;
esac
"$jpackage" "$@"
echo "packed into $out"
