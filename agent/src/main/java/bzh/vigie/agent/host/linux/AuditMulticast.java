package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.AuditRecords;
import bzh.vigie.agent.host.Refused;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * The audit records that the kernel multicasts to readers (linux/audit.h, AUDIT_NLGRP_READLOG), one a message: nlmsghdr, its
 * type being the record's, then text. Joining neither switches audit on nor takes anything from auditd. Needs
 * CAP_AUDIT_READ.
 */
public final class AuditMulticast implements AuditRecords {
    private static final int NETLINK_AUDIT = 9;
    private static final int READLOG = 1;
    private static final int HEADER = 16;
    private static final int MAX_RECORD = 16_384;
    private static final int QUEUE = 4 << 20;

    private final Netlink netlink;
    private final byte[] text = new byte[MAX_RECORD];

    private AuditMulticast(Netlink netlink) {
        this.netlink = netlink;
    }

    /** Joins the group. */
    public static AuditMulticast open() throws Refused {
        return new AuditMulticast(Netlink.open(NETLINK_AUDIT, READLOG, HEADER + MAX_RECORD, QUEUE));
    }

    @Override
    public boolean next(Taker taker) {
        int length = netlink.receive();
        if (length > HEADER) {
            MemorySegment buffer = netlink.buffer();
            int type = Short.toUnsignedInt(buffer.get(ValueLayout.JAVA_SHORT, 4));
            // The length in the header leaves itself out in some kernels: the datagram's own counts.
            int size = length - HEADER;
            MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, HEADER, text, 0, size);
            while (size > 0 && text[size - 1] == 0) {
                size--;
            }
            taker.record(type, new String(text, 0, size, StandardCharsets.UTF_8));
        } else if (length == Netlink.OVERRUN) {
            taker.lost();
        }
        return length != Netlink.BROKEN;
    }

    @Override
    public void close() {
        netlink.close();
    }
}
