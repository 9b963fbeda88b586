package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.NeighbourCache;
import bzh.vigie.agent.host.NeighbourRow;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.MacAddress;
import bzh.vigie.event.ReasonCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The neighbours over IPv4 in {@code /proc/net/arp} (proc_net(5)), where netlink is refused:
 * {@code address type flags MAC mask device}. When one last answered does not stand there.
 */
public final class ProcArp implements NeighbourCache {
    private static final String ETHERNET = "0x1";
    private static final int COMPLETE = 0x2;
    private static final int PERMANENT = 0x4;

    private final Path file;

    /** That of a file like {@code /proc/net/arp}. */
    public ProcArp(Path file) {
        this.file = file;
    }

    @Override
    public void list(Consumer<NeighbourRow> each) throws Refused {
        try (var lines = Files.lines(file, StandardCharsets.US_ASCII)) {
            lines.limit(MOST).forEach(line -> parse(line).ifPresent(each));
        } catch (IOException | UncheckedIOException e) {
            throw new Refused(ReasonCode.NOT_PRESENT, file.toString());
        }
    }

    /** Parses a line; empty if it is none, such as the heading, or that of a neighbour that did not answer. Total. */
    static Optional<NeighbourRow> parse(String line) {
        String[] fields = line.strip().split("\\s+", 7);
        if (fields.length < 6 || !fields[1].equals(ETHERNET) || fields[3].length() != 17) {
            return Optional.empty();
        }
        try {
            int flags = Integer.decode(fields[2]);
            if ((flags & COMPLETE) == 0) {
                return Optional.empty();
            }
            MacAddress mac = MacAddress.of(HexFormat.ofDelimiter(":").parseHex(fields[3]));
            return NeighbourRow.of(
                    InetAddress.ofLiteral(fields[0]), mac, (flags & PERMANENT) != 0, Optional.of(Duration.ZERO));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
