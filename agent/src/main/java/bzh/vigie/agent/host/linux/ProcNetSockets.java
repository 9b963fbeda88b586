package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.SocketRow;
import bzh.vigie.agent.host.Sockets;
import bzh.vigie.event.Event.Transport;
import bzh.vigie.event.ReasonCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The sockets in {@code /proc/net}, where netlink is refused; closings are not told. */
public final class ProcNetSockets implements Sockets {
    private static final int MAX_LINES = 65_536;

    private final Path net;
    private final SocketOwners owners = new SocketOwners();

    /** Those of a folder like {@code /proc/net}. */
    public ProcNetSockets(Path net) {
        this.net = net;
    }

    @Override
    public void list(Consumer<SocketRow> each) throws Refused {
        boolean any = list("tcp", Transport.TCP, each);
        any |= list("tcp6", Transport.TCP, each);
        any |= list("udp", Transport.UDP, each);
        any |= list("udp6", Transport.UDP, each);
        if (!any) {
            throw new Refused(ReasonCode.NOT_PRESENT, net.toString());
        }
    }

    private boolean list(String name, Transport transport, Consumer<SocketRow> each) {
        try (var lines = Files.lines(net.resolve(name), StandardCharsets.US_ASCII)) {
            lines.limit(MAX_LINES)
                    .forEach(line -> ProcNet.parse(transport, line).ifPresent(each));
            return true;
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    @Override
    public int closed(Consumer<SocketRow> each) {
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        return 0;
    }

    @Override
    public String closingsRefused() {
        return "/proc/net";
    }

    @Override
    public Map<Long, Owner> owners(Set<Long> inodes) {
        return owners.find(inodes);
    }

    @Override
    public void close() {
        // Nothing is held open.
    }
}
