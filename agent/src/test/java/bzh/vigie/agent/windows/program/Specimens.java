package bzh.vigie.agent.windows.program;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.windows.program.Signing.Publisher;
import bzh.vigie.event.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The files of {@code specimens}, which {@code make.sh} there made, and the authority that stands for Microsoft's in them. */
final class Specimens {
    static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-25T12:00:00Z"));

    private Specimens() {}

    static byte[] read(String name) {
        try (InputStream in = Specimens.class.getResourceAsStream("specimens/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lines of a text, without comments. */
    static List<String> lines(String name) {
        return new String(read(name), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }

    static Pins pins() {
        List<X509Certificate> roots = Pins.certificates(read("root.pem"));
        Map<Sha256, Publisher> publishers = roots.stream()
                .map(Pins::fingerprint)
                .collect(Collectors.toMap(Function.identity(), root -> Publisher.OTHER));
        return new Pins(publishers, roots);
    }

    static ProgramFacts facts(String name) throws IOException {
        return new Programs(Catalogues.NONE, pins(), CLOCK).facts(Bytes.of(read(name)));
    }
}
