// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.kernel.XdpReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages point at is there. */
class DocsTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)[^)]*\\)");
    private static final Pattern CODE = Pattern.compile("`([a-z0-9_]+)`");
    private static final Path ROOT =
            Path.of(System.getProperty("secbeat.root", "..")).toAbsolutePath().normalize();

    @Test
    void everyReasonToPassOrDropIsTold() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/operations.md"));
        Set<String> told =
                CODE.matcher(page).results().map(code -> code.group(1)).collect(Collectors.toSet());
        assertThat(told)
                .containsAll(
                        Arrays.stream(XdpReason.values()).map(XdpReason::label).toList());
    }

    @Test
    void everyRelativeLinkAndPictureExists() throws IOException {
        List<String> dead = new ArrayList<>();
        int links = 0;
        for (Path page : pages()) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                String target = link.group(1);
                if (!target.contains(":")) {
                    links++;
                    if (!Files.exists(page.resolveSibling(target))) {
                        dead.add(ROOT.relativize(page) + ": " + target);
                    }
                }
            }
        }
        assertThat(dead).isEmpty();
        assertThat(links).as("links found at all").isGreaterThan(10);
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
                Stream<Path> front = Files.list(ROOT)) {
            return Stream.concat(docs, front)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }
}
