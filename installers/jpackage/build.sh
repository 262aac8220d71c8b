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
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
input=$work/input
mkdir "$input"
cp "$jar" "$root"/console-app/target/lib/*.jar "$input"
mkdir -p "$out"
# jpackage takes only numbers in a version, and macOS no leading zero.
version=$(basename "$jar" .jar | sed 's/^secbeat-console-//; s/-SNAPSHOT$//')
case $type:$version in dmg:0.*) version=1.${version#0.} ;; esac
name=secbeat-console
# The console's own sign, drawn by its IconFilesTest.
case $(uname -s) in
    Darwin) icon=icns ;;
    MINGW* | MSYS* | CYGWIN*) icon=ico ;;
    *) icon=png ;;
esac
set -- --name "$name" --app-version "$version" --vendor SecBeat --description "Operator console of SecBeat" \
    --icon "$root/installers/jpackage/$name.$icon"
[ "$type" = app-image ] || set -- "$@" --file-associations "$root/installers/jpackage/sbincident.properties"
what() { # of which the application consists
    "$jpackage" "$@" --input "$input" --main-jar "$(basename "$jar")" \
        --main-class "${SECBEAT_CONSOLE_MAIN:-dev.secbeat.console.app.ConsoleMain}" \
        --java-options --enable-native-access=ALL-UNNAMED --java-options -XX:+UseSerialGC \
        --java-options -Xms96m --java-options -Xmx288m \
        --java-options -XX:MinHeapFreeRatio=20 --java-options -XX:MaxHeapFreeRatio=40
}
rehearse() { # APP: gives it the classes that a rehearsal has loaded (JEP 514); without them it starts slower, not wrong
    app=$1/lib/app
    JAVA_TOOL_OPTIONS="-XX:AOTCacheOutput=$app/$name.aot" "$1/bin/$name" --rehearse >"$work/rehearsal" 2>&1 || true
    [ -s "$app/$name.aot" ] || { echo "build.sh: packed without classes made ready: $(tail -n 1 "$work/rehearsal")" >&2; return 0; }
    for option in "-XX:AOTCache=\$APPDIR/$name.aot" "-Xlog:aot*=off" "-Xlog:cds*=off"; do
        printf 'java-options=%s\n' "$option" >>"$app/$name.cfg"
    done
}
case $type in
    app-image) ;;
    deb) set -- "$@" --license-file "$root/console-app/LICENSE" --linux-shortcut --linux-menu-group Network \
        --linux-deb-maintainer "${SECBEAT_MAINTAINER:-root@localhost}" ;;
    rpm) set -- "$@" --license-file "$root/console-app/LICENSE" --linux-shortcut --linux-rpm-license-type GPL-3.0-or-later ;;
    msi) set -- "$@" --license-file "$root/console-app/LICENSE" --win-menu --win-shortcut --win-dir-chooser ;;
    dmg) set -- "$@" --license-file "$root/console-app/LICENSE" --mac-package-identifier dev.secbeat.console ;;
    *) echo "build.sh: unknown type '$type'; use app-image, deb, rpm, msi or dmg" >&2; exit 2 ;;
esac
if [ "$(uname -s)" = Linux ]; then
    # With bin/java, which writes down what the rehearsal found.
    what --type app-image --dest "$work" --name "$name" --app-version "$version" --icon "$root/installers/jpackage/$name.$icon" \
        --jlink-options "--strip-debug --no-man-pages --no-header-files"
    rehearse "$work/$name"
    case $type in
        app-image) rm -rf "${out:?}/$name" && cp -a "$work/$name" "$out/" ;;
        *) "$jpackage" "$@" --type "$type" --dest "$out" --app-image "$work/$name" ;;
    esac
else
    what "$@" --type "$type" --dest "$out"
fi
echo "packed into $out"
