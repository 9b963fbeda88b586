package bzh.vigie.agent.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.windows.account.AccountRights;
import bzh.vigie.agent.windows.account.SamAlias;
import bzh.vigie.agent.windows.account.SamUser;
import bzh.vigie.agent.windows.account.SamValues;
import bzh.vigie.agent.windows.regf.Hive;
import bzh.vigie.agent.windows.regf.HiveLogs;
import bzh.vigie.agent.windows.regf.HiveWriter;
import bzh.vigie.agent.windows.regf.Key;
import bzh.vigie.agent.windows.regf.RegKey;
import bzh.vigie.agent.windows.regf.RegText;
import bzh.vigie.agent.windows.regf.Value;
import bzh.vigie.agent.windows.security.Descriptors;
import bzh.vigie.agent.windows.security.Securable;
import bzh.vigie.agent.windows.security.SecurityDescriptor;
import bzh.vigie.agent.windows.security.Sid;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** Hives with a log, and what stands in SAM, SECURITY and descriptors. */
final class HiveTargets {
    private static final int LEAST_KEY = 80;
    private static final int FIRST_ENTRY = 512;
    private static final int ENTRY_HEADER = 40;
    private static final String TEXT = """
            [Control\\Sub]
            ;class=abc
            "text"="C:\\\\x.exe"
            "n"=dword:1
            "several"=multi:"a","b"
            [Link]
            ;link=\\Registry\\Machine\\SOFTWARE
            """;

    private HiveTargets() {}

    static List<FuzzTarget> all() {
        byte[] hive = HiveWriter.write(RegText.parse(TEXT));
        byte[] later = HiveWriter.write(RegText.parse(TEXT + "[Later]\n\"n\"=dword:2\n"));
        byte[] unsettled = HiveLogs.unsettled(hive, 6, 5);
        return List.of(
                new FuzzTarget("hive", bytes -> walk(bytes, List.of()), List.of(hive)),
                new FuzzTarget(
                        "hive-log",
                        HiveTargets::withLog,
                        List.of(
                                joined(unsettled, HiveLogs.log(5, HiveLogs.entry(5, hive, later))),
                                joined(unsettled, HiveLogs.sectors(hive, later, RegKey.WRITTEN)))),
                new FuzzTarget(
                        "security-descriptor",
                        HiveTargets::descriptor,
                        List.of(new Descriptors()
                                .allow(0xf003f, "S-1-5-18")
                                .deny(2, "S-1-5-32-545")
                                .ownedBy("S-1-5-32-544"))),
                new FuzzTarget(
                        "sam-user",
                        HiveTargets::user,
                        List.of(joined(SamValues.f(1001, 0x210), SamValues.v("agent", "Agent", "x", 56)))),
                new FuzzTarget(
                        "sam-group",
                        bytes -> assertTrue(SamAlias.parse(bytes)
                                .map(alias -> alias.members().size())
                                .filter(n -> n > bytes.length / 8)
                                .isEmpty()),
                        List.of(SamValues.c(544, "Administrateurs", "S-1-5-21-1-2-3-500"))),
                new FuzzTarget(
                        "policy-account",
                        bytes -> AccountRights.parse(Sid.SYSTEM, bytes, bytes).unusual(),
                        List.of(SamValues.privileges(7, 20, 23))));
    }

    /** A length of two bytes, then the first part and what is left. */
    private static byte[] joined(byte[] first, byte[] second) {
        byte[] all = new byte[2 + first.length + second.length];
        all[0] = (byte) first.length;
        all[1] = (byte) (first.length >> 8);
        System.arraycopy(first, 0, all, 2, first.length);
        System.arraycopy(second, 0, all, 2 + first.length, second.length);
        return all;
    }

    private static int split(byte[] bytes) {
        int first = bytes.length < 2 ? 0 : (bytes[0] & 0xff) | ((bytes[1] & 0xff) << 8);
        return Math.min(bytes.length, 2 + first);
    }

    private static void withLog(byte[] bytes) {
        int at = split(bytes);
        byte[] hive = Arrays.copyOfRange(bytes, Math.min(2, at), at);
        byte[] log = Arrays.copyOfRange(bytes, at, bytes.length);
        if (log.length >= FIRST_ENTRY + ENTRY_HEADER) {
            // Otherwise nothing behind the sums would ever be reached.
            HiveLogs.seal(log, FIRST_ENTRY);
        }
        walk(hive, List.of(Bytes.of(log), Bytes.of(hive)));
    }

    private static void user(byte[] bytes) {
        int at = split(bytes);
        byte[] f = Arrays.copyOfRange(bytes, Math.min(2, at), at);
        SamUser.parse(1001, f, Arrays.copyOfRange(bytes, at, bytes.length))
                .ifPresent(user -> assertTrue(user.name().length() <= bytes.length));
    }

    private static void descriptor(byte[] bytes) {
        SecurityDescriptor.parse(bytes).ifPresent(descriptor -> {
            for (Securable each : Securable.values()) {
                each.writers(descriptor);
            }
            assertTrue(!descriptor.text().isEmpty());
        });
    }

    /** Reads all of a hive; there are no more keys than its bins have room for. */
    private static void walk(byte[] bytes, List<Bytes> logs) {
        Hive.open(Bytes.of(bytes), logs).ifFound().ifPresent(hive -> {
            Deque<Key> left = new ArrayDeque<>(List.of(hive.root()));
            long keys = 0;
            while (!left.isEmpty()) {
                Key key = left.pop();
                keys++;
                assertTrue(key.name().length() + key.className().length() + key.security().length < 1 << 18);
                assertTrue(key.link().map(String::length).orElse(0) <= 1 << 16);
                assertTrue(key.values().map(Value::name).allMatch(name -> name.length() < 1 << 15));
                assertTrue(key.values().limit(20).allMatch(value -> value.data(4_096).length <= value.size()));
                key.subkeys().forEach(left::push);
            }
            assertTrue(keys <= hive.size() / LEAST_KEY + 1, keys + " keys in " + hive.size() + " bytes");
        });
    }
}
