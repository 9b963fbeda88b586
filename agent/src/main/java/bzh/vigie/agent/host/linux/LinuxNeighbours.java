package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.NeighbourCache;
import bzh.vigie.agent.host.NeighbourRow;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.ReasonCode;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/** The neighbour cache of this machine's network namespace by rtnetlink(7), which needs no right. */
public final class LinuxNeighbours implements NeighbourCache {
    private static final int NETLINK_ROUTE = 0;
    private static final int BUFFER = 32_768;
    private static final int QUEUE = 1 << 18;
    private static final int MOST_DATAGRAMS = 4_096;

    @Override
    public void list(Consumer<NeighbourRow> each) throws Refused {
        try (Netlink netlink = Netlink.open(NETLINK_ROUTE, 0, BUFFER, QUEUE)) {
            MemorySegment request = netlink.arena().allocate(NeighbourMessage.REQUEST_SIZE, 8);
            for (int family : new int[] {DiagMessage.IPV4, DiagMessage.IPV6}) {
                request.fill((byte) 0);
                NeighbourMessage.writeRequest(request, family);
                netlink.send(request);
                read(netlink, each);
            }
        }
    }

    private static void read(Netlink netlink, Consumer<NeighbourRow> each) throws Refused {
        for (int datagrams = 0; datagrams < MOST_DATAGRAMS; datagrams++) {
            int length = netlink.receive();
            NeighbourMessage.Answer answer = length <= 0
                    ? NeighbourMessage.Answer.FAILED
                    : NeighbourMessage.read(netlink.buffer(), length, each);
            switch (answer) {
                case GOES_ON -> {
                    // the rest is in the next datagram
                }
                case ENDS -> {
                    return;
                }
                case FAILED -> throw new Refused(ReasonCode.FAILED, "rtnetlink " + length);
            }
        }
        throw new Refused(ReasonCode.TOO_LARGE, "rtnetlink " + MOST_DATAGRAMS);
    }
}
