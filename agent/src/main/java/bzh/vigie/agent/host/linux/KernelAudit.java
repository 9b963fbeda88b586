package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.AuditControl;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.ReasonCode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Asks and sets the kernel's audit over netlink, as auditctl does. Needs CAP_AUDIT_CONTROL, and the first user and pid
 * namespaces: in a container the kernel refuses.
 */
public final class KernelAudit implements AuditControl {
    private static final int NETLINK_AUDIT = 9;
    private static final int LONGEST = 16 * 1024;
    private static final int QUEUE = 1 << 20;
    private static final int MAX_RULES = 4_096;
    /** The socket waits a second at a time. */
    private static final int PATIENCE = 3;

    private static final int ENOENT = 2;
    private static final int EEXIST = 17;

    private final Netlink netlink;
    private final List<byte[]> own = AuditMessage.rules(LibC.arm());
    private int sequence;

    private KernelAudit(Netlink netlink) {
        this.netlink = netlink;
    }

    public static AuditControl open() throws Refused {
        return new KernelAudit(Netlink.open(NETLINK_AUDIT, 0, LONGEST, QUEUE));
    }

    @Override
    public Status status() throws Refused {
        List<byte[]> answers = ask(AuditMessage.GET, new byte[0], Set.of());
        return answers.stream()
                .findFirst()
                .flatMap(AuditMessage::status)
                .orElseThrow(() -> new Refused(ReasonCode.NOT_SUPPORTED, "audit status"));
    }

    @Override
    public Rules rules() throws Refused {
        List<byte[]> all = ask(AuditMessage.LIST_RULES, new byte[0], Set.of());
        int ours = (int)
                all.stream().filter(rule -> AuditMessage.isOneOf(own, rule)).count();
        return new Rules(ours, all.size() - ours);
    }

    @Override
    public void enabled(int value) throws Refused {
        ask(AuditMessage.SET, AuditMessage.set(AuditMessage.ENABLED, value), Set.of());
    }

    @Override
    public void backlogLimit(int value) throws Refused {
        ask(AuditMessage.SET, AuditMessage.set(AuditMessage.BACKLOG_LIMIT, value), Set.of());
    }

    @Override
    public void backlogWaitTime(int value) throws Refused {
        ask(AuditMessage.SET, AuditMessage.set(AuditMessage.BACKLOG_WAIT_TIME, value), Set.of());
    }

    @Override
    public void addRules() throws Refused {
        for (byte[] rule : own) {
            ask(AuditMessage.ADD_RULE, rule, Set.of(EEXIST));
        }
    }

    @Override
    public void removeRules() throws Refused {
        for (byte[] rule : own) {
            ask(AuditMessage.DELETE_RULE, rule, Set.of(ENOENT));
        }
    }

    @Override
    public int wanted() {
        return own.size();
    }

    /** Sends a request and returns the payloads of what is answered. An errno of {@code fine} is no failure. */
    private List<byte[]> ask(int type, byte[] payload, Set<Integer> fine) throws Refused {
        byte[] request = AuditMessage.message(type, ++sequence, payload);
        MemorySegment message = netlink.arena().allocate(request.length, 8);
        MemorySegment.copy(request, 0, message, ValueLayout.JAVA_BYTE, 0, request.length);
        netlink.send(message);
        List<byte[]> answers = new ArrayList<>();
        for (int waited = 0; waited < PATIENCE; ) {
            int length = netlink.receive();
            if (length < AuditMessage.HEADER) {
                waited++;
                continue;
            }
            MemorySegment buffer = netlink.buffer();
            if (buffer.get(ValueLayout.JAVA_INT, 8) != sequence) {
                continue;
            }
            int kind = Short.toUnsignedInt(buffer.get(ValueLayout.JAVA_SHORT, 4));
            if (kind == AuditMessage.ERROR) {
                int errno =
                        length < AuditMessage.HEADER + 4 ? 0 : -buffer.get(ValueLayout.JAVA_INT, AuditMessage.HEADER);
                if (errno != 0 && !fine.contains(errno)) {
                    throw refused(type, errno);
                }
                return answers;
            }
            if (kind == AuditMessage.DONE || answers.size() >= MAX_RULES) {
                return answers;
            }
            answers.add(buffer.asSlice(AuditMessage.HEADER, length - AuditMessage.HEADER)
                    .toArray(ValueLayout.JAVA_BYTE));
            if (kind == AuditMessage.GET) {
                return answers;
            }
        }
        throw new Refused(ReasonCode.TIMED_OUT, "audit " + type);
    }

    private static Refused refused(int type, int errno) {
        boolean right = errno == LibC.EPERM || errno == LibC.EACCES;
        return new Refused(
                right ? ReasonCode.NO_RIGHT : ReasonCode.NOT_SUPPORTED, "audit netlink " + type + " errno " + errno);
    }

    @Override
    public void close() {
        netlink.close();
    }
}
