package bzh.vigie.agent.host;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * The capabilities that a file gives whoever runs it (capabilities(7)): sets of bits, by number of the capability.
 *
 * @param permitted gained by who runs it
 * @param inheritable gained where the runner may inherit them
 * @param effective what is gained is in force at once
 */
public record Capabilities(long permitted, long inheritable, boolean effective) {
    /** None at all. */
    public static final Capabilities NONE = new Capabilities(0, 0, false);

    private static final int REVISION_1 = 0x01000000;
    private static final int REVISION_MASK = 0xff000000;
    private static final int EFFECTIVE = 1;

    /** Names by number (linux/capability.h). */
    private static final List<String> NAMES = List.of(
            "chown",
            "dac_override",
            "dac_read_search",
            "fowner",
            "fsetid",
            "kill",
            "setgid",
            "setuid",
            "setpcap",
            "linux_immutable",
            "net_bind_service",
            "net_broadcast",
            "net_admin",
            "net_raw",
            "ipc_lock",
            "ipc_owner",
            "sys_module",
            "sys_rawio",
            "sys_chroot",
            "sys_ptrace",
            "sys_pacct",
            "sys_admin",
            "sys_boot",
            "sys_nice",
            "sys_resource",
            "sys_time",
            "sys_tty_config",
            "mknod",
            "lease",
            "audit_write",
            "audit_control",
            "setfcap",
            "mac_override",
            "mac_admin",
            "syslog",
            "wake_alarm",
            "block_suspend",
            "audit_read",
            "perfmon",
            "bpf",
            "checkpoint_restore");

    /** With any of these a program can make itself the superuser, or read and write everything. */
    private static final List<String> AS_SUPERUSER = List.of(
            "chown",
            "dac_override",
            "dac_read_search",
            "fowner",
            "setgid",
            "setuid",
            "sys_module",
            "sys_rawio",
            "sys_chroot",
            "sys_ptrace",
            "sys_admin",
            "setfcap",
            "setpcap",
            "mac_admin",
            "bpf");

    /**
     * From the bytes of the attribute {@code security.capability}: {@code magic and flags u32, then permitted u32 and
     * inheritable u32, once or twice}, little-endian; a third revision adds the root user of a namespace. Empty where they are
     * none. Total.
     */
    public static Optional<Capabilities> parse(byte[] attribute) {
        if (attribute.length < 12) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(attribute).order(ByteOrder.LITTLE_ENDIAN);
        int magic = in.getInt();
        boolean two = (magic & REVISION_MASK) != REVISION_1 && attribute.length >= 20;
        long permitted = Integer.toUnsignedLong(in.getInt());
        long inheritable = Integer.toUnsignedLong(in.getInt());
        if (two) {
            permitted |= Integer.toUnsignedLong(in.getInt()) << 32;
            inheritable |= Integer.toUnsignedLong(in.getInt()) << 32;
        }
        return Optional.of(new Capabilities(permitted, inheritable, (magic & EFFECTIVE) != 0));
    }

    /** From the text of cap_to_text(3), such as {@code cap_net_raw=ep} or {@code = cap_net_raw+ep}; unknown names are skipped. */
    public static Capabilities parse(String text) {
        long permitted = 0;
        long inheritable = 0;
        boolean effective = false;
        for (String clause : text.toLowerCase(Locale.ROOT).split("\\s+", -1)) {
            int operator = 0;
            while (operator < clause.length() && "=+-".indexOf(clause.charAt(operator)) < 0) {
                operator++;
            }
            long bits = 0;
            for (String name : clause.substring(0, operator).split(",", -1)) {
                int number = NAMES.indexOf(name.startsWith("cap_") ? name.substring(4) : name);
                bits |= number >= 0 ? 1L << number : 0;
            }
            String flags = clause.substring(operator);
            if (bits != 0 && !flags.startsWith("-")) {
                permitted |= flags.contains("p") ? bits : 0;
                inheritable |= flags.contains("i") ? bits : 0;
                effective |= flags.contains("e");
            }
        }
        return new Capabilities(permitted, inheritable, effective);
    }

    /** Whether who gains them can make itself the superuser. */
    public boolean asSuperuser() {
        return AS_SUPERUSER.stream().anyMatch(name -> (permitted >> NAMES.indexOf(name) & 1) != 0);
    }

    /** Such as {@code cap_net_admin,cap_net_raw=eip}; empty for none. */
    @Override
    public String toString() {
        Map<String, List<String>> byFlags = new LinkedHashMap<>();
        for (int i = 0; i < Long.SIZE; i++) {
            String flags = (effective && (permitted >> i & 1) != 0 ? "e" : "")
                    + ((inheritable >> i & 1) != 0 ? "i" : "")
                    + ((permitted >> i & 1) != 0 ? "p" : "");
            if (!flags.isEmpty()) {
                byFlags.computeIfAbsent(flags, f -> new ArrayList<>())
                        .add("cap_" + (i < NAMES.size() ? NAMES.get(i) : Integer.toString(i)));
            }
        }
        StringJoiner text = new StringJoiner(" ");
        byFlags.forEach((flags, names) -> text.add(String.join(",", names) + "=" + flags));
        return text.toString();
    }
}
