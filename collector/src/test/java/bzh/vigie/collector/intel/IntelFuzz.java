package bzh.vigie.collector.intel;

import bzh.vigie.collector.intel.stix.Observed;
import bzh.vigie.collector.intel.stix.StixPattern;
import bzh.vigie.collector.intel.stix.StixPatternException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What Jazzer calls: a pattern of STIX behind a byte that is {@value #PATTERN}, else a file of indicators of any form. Whatever it is, nothing may
 * be thrown, what is accepted can be stored and read again, and what is written of it for others is a pattern.
 */
public final class IntelFuzz {
    static final byte PATTERN = 'p';
    static final byte FILE = 'f';
    private static final int LONGEST_SEED = 60_000;

    private static final Observed OBSERVED = Observed.at(
            Instant.EPOCH,
            List.of(
                    Map.of("type", "file", "name", "evil.exe", "path", "C:\\Temp\\evil.exe"),
                    Map.of("type", "ipv4-addr", "value", "192.0.2.7"),
                    Map.of("type", "process", "command_line", "evil.exe -k")));

    static final List<String> SEEDS = List.of(
            "p[file:hashes.'SHA-256' = 'aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdfb0019f' AND"
                    + " file:name LIKE 'a%']",
            "p[ipv4-addr:value ISSUBSET '192.0.2.0/24' OR file:name NOT MATCHES '^e.*l'] FOLLOWEDBY ([file:name IN"
                    + " ('a', 'b')] REPEATS 2 TIMES) WITHIN 5 SECONDS",
            "p[process:command_line = t'2026-11-26T00:00:00Z' OR file:size > 1.5] START t'2026-01-01T00:00:00Z' STOP"
                    + " t'2027-01-01T00:00:00Z'",
            "f{\"type\":\"bundle\",\"objects\":[{\"type\":\"indicator\",\"id\":\"indicator--1\",\"pattern_type\":\"stix\",\"pattern\":\"[domain-name:value"
                    + " = 'evil.example.org' OR url:value = 'http://evil.example.org/a']\",\"confidence\":85,"
                    + "\"valid_until\":\"2026-06-01T00:00:00.5Z\",\"object_marking_refs\":["
                    + "\"marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1\"]},{\"type\":\"identity\",\"id\":\"identity--1\"}]}",
            "f{\"response\":[{\"Event\":{\"info\":\"x\",\"Orgc\":{\"name\":\"y\"},\"Tag\":[{\"name\":\"tlp:red\"}],\"Attribute\":["
                    + "{\"type\":\"domain|ip\",\"to_ids\":true,\"value\":\"evil.example.org|192.0.2.7\"},{\"type\":\"regkey|value\","
                    + "\"value\":\"HKLM\\\\a\\\\b|c\"}],\"Object\":[{\"name\":\"file\",\"Attribute\":[{\"type\":\"filename|md5\","
                    + "\"value\":\"a|90b94525f53fac3ead8e6a5487371553\"}]}]}}]}",
            """
            ftype;value;TLP;confidence;valid_until
            domain;evil[.]example[.]org;red;90;31/12/2027
            ip;192.0.2.1:80;;low;1700000000
            path;%TEMP%\\a.exe;;;
            regkey;HKCU\\Software\\x;;;
            sid;S-1-5-21-1-2-3-1105;;;
            certificate;00:11:22:33:44;;;
            """,
            """
            fhxxps://user:pw@Evil[.]example.com:443/a/B?c=1#top
            198.51.100.77/24
            ::1/64
            xn--bcher-kva.example
            SHA256:7I8drb3QzWh/xbRpZ3gnrFSPxPd5aMEVorYat/n+vWo
            *
            0.0.0.0/0
            C:\\
            """);

    private IntelFuzz() {}

    /** One input. */
    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        if (data.length < 2) {
            return;
        }
        byte[] rest = Arrays.copyOfRange(data, 1, data.length);
        if (data[0] == PATTERN) {
            pattern(new String(rest, StandardCharsets.UTF_8));
        } else {
            file(rest);
        }
    }

    private static void pattern(String text) {
        try {
            StixPattern.parse(text).find(List.of(OBSERVED, OBSERVED));
        } catch (StixPatternException refused) {
            if (refused.getMessage() == null) {
                throw new IllegalStateException("refused without a word", refused);
            }
        }
    }

    private static void file(byte[] bytes) throws IOException {
        Imported imported =
                IndicatorFile.read(() -> new ByteArrayInputStream(bytes), ImportOptions.of("fuzz", Tlp.AMBER));
        for (Indicator each : imported.accepted()) {
            Observable what = each.what();
            if (!Observable.of(what.type(), what.value()).equals(Optional.of(what))) {
                throw new IllegalStateException("is another when it is read again: " + what);
            }
            PatternText.of(what).ifPresent(pattern -> {
                try {
                    StixPattern.parse(pattern);
                } catch (StixPatternException e) {
                    throw new IllegalStateException("is told as what is no pattern: " + what, e);
                }
            });
        }
    }

    /** What Jazzer begins with: a line of each form, and the files of indicators that others made where they lie in this folder. */
    public static List<byte[]> seeds(Path corpora) throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        SEEDS.forEach(seed -> seeds.add(seed.getBytes(StandardCharsets.UTF_8)));
        Path folder = corpora.resolve("ioc");
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    if (Files.size(file) <= LONGEST_SEED) {
                        byte[] content = Files.readAllBytes(file);
                        byte[] seed = new byte[content.length + 1];
                        seed[0] = FILE;
                        System.arraycopy(content, 0, seed, 1, content.length);
                        seeds.add(seed);
                    }
                }
            }
        }
        return seeds;
    }
}
