package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.SocketRow;
import bzh.vigie.agent.host.Sockets;
import bzh.vigie.event.ReasonCode;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The sockets of this machine's network namespace by sock_diag(7): lists, and multicasts of those that close. */
public final class LinuxSockets implements Sockets {
    private static final int NETLINK_SOCK_DIAG = 4;
    /** TCP and UDP over IPv4 and IPv6: SKNLGRP_INET_TCP_DESTROY and the three after it (linux/sock_diag.h). */
    private static final int DESTROY_GROUPS = 0xf;

    private static final int TIME_WAIT = 1 << SocketRow.TIME_WAIT;
    private static final int BUFFER = 65_536;
    private static final int LIST_QUEUE = 1 << 20;
    private static final int CLOSE_QUEUE = 2 << 20;

    private final Netlink lists;
    private final Optional<Netlink> closings;
    private final String closingsRefused;
    private final Optional<DnsTap> names;
    private final SocketOwners owners = new SocketOwners();
    private final MemorySegment request;

    private LinuxSockets(Netlink lists, Optional<Netlink> closings, String closingsRefused, Optional<DnsTap> names) {
        this.names = names;
        this.lists = lists;
        this.closings = closings;
        this.closingsRefused = closingsRefused;
        request = lists.arena().allocate(DiagMessage.REQUEST_SIZE, 8);
    }

    /** Opens both; without the right to multicasts, only lists. */
    public static Sockets open() throws Refused {
        Netlink lists = Netlink.open(NETLINK_SOCK_DIAG, 0, BUFFER, LIST_QUEUE);
        try {
            return new LinuxSockets(
                    lists,
                    Optional.of(Netlink.open(NETLINK_SOCK_DIAG, DESTROY_GROUPS, BUFFER, CLOSE_QUEUE)),
                    "",
                    DnsTap.open());
        } catch (Refused e) {
            return new LinuxSockets(lists, Optional.empty(), e.what(), DnsTap.open());
        }
    }

    @Override
    public void list(Consumer<SocketRow> each) throws Refused {
        for (int family : new int[] {DiagMessage.IPV4, DiagMessage.IPV6}) {
            for (int protocol : new int[] {DiagMessage.TCP, DiagMessage.UDP}) {
                // What waits has no process; where closings are not told it is the only trace.
                list(family, protocol, closings.isPresent() ? ~TIME_WAIT : ~0, each);
            }
        }
    }

    private void list(int family, int protocol, int states, Consumer<SocketRow> each) throws Refused {
        request.fill((byte) 0);
        DiagMessage.writeRequest(request, family, protocol, states);
        lists.send(request);
        while (true) {
            int length = lists.receive();
            if (length <= 0) {
                throw new Refused(ReasonCode.FAILED, "sock_diag " + length);
            }
            if (DiagMessage.read(lists.buffer(), length, protocol, each)) {
                return;
            }
        }
    }

    @Override
    public int closed(Consumer<SocketRow> each) {
        if (closings.isEmpty()) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            return 0;
        }
        Netlink netlink = closings.get();
        int length = netlink.receive();
        if (length > 0) {
            DiagMessage.read(netlink.buffer(), length, 0, each);
        }
        return length == Netlink.OVERRUN ? 1 : 0;
    }

    @Override
    public void named(Consumer<NameAnswer> each) {
        names.ifPresent(tap -> tap.read(each));
    }

    @Override
    public String closingsRefused() {
        return closingsRefused;
    }

    @Override
    public Map<Long, Owner> owners(Set<Long> inodes) {
        return owners.find(inodes);
    }

    @Override
    public void close() {
        lists.close();
        closings.ifPresent(Netlink::close);
        names.ifPresent(DnsTap::close);
    }
}
