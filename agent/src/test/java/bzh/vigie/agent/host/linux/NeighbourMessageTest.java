package bzh.vigie.agent.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import bzh.vigie.agent.host.NeighbourRow;
import bzh.vigie.agent.host.linux.NeighbourMessage.Answer;
import bzh.vigie.event.MacAddress;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Answers of Linux 6.18, received through {@link Netlink} in a network namespace where {@code ip neigh add} had made entries
 * stale (192.0.2.11), reachable (.12), permanent (.10), noarp (.14) and failed (.13), and the kernel those of multicast itself.
 */
class NeighbourMessageTest {
    private static final String IPV4 =
            "4c0000001c000200000000001d45000002000000030000000400000108000100c000020b0a00020002005e005311000008000400000000"
                    + "001400030030180000c0000000c000000000000000"
                    + "4c0000001c000200000000001d45000002000000030000000200000108000100c000020c0a00020002005e005312000008000400"
                    + "0000000014000300bf000000bf000000bf00000001000000"
                    + "4c0000001c000200000000001d45000002000000030000008000000108000100c000020a0a00020002005e005310000008000400"
                    + "0000000014000300c1000000c1000000c100000000000000"
                    + "4c0000001c000200000000001d45000002000000030000004000000108000100c000020e0a00020002005e005314000008000400"
                    + "0000000014000300bd000000bd000000bd00000000000000"
                    + "400000001c000200000000001d45000002000000030000002000000108000100c000020d08000400000000001400030"
                    + "02e180000be000000be00000000000000"
                    + "1400000003000200000000001d45000000000000";
    private static final String IPV6_MULTICAST =
            "580000001c000200000000001d4500000a000000030000004000000514000100ff0200000000000000000000000000160a0002003333000"
                    + "0001600000800040000000000140003003f180000cf000000cf00000000000000";
    private static final String IPV6_STALE =
            "580000001c000200000000001d4500000a00000003000000040000011400010020010db80000000000000000000000100a00020002005e00"
                    + "53200000080004000000000014000300"
                    + "37180000c7000000c700000000000000";
    private static final byte[] STALE = HexFormat.of().parseHex(IPV6_STALE);

    @Test
    void aRequestAsksForAllNeighboursOfAFamily() {
        byte[] request = new byte[NeighbourMessage.REQUEST_SIZE];
        NeighbourMessage.writeRequest(MemorySegment.ofArray(request), DiagMessage.IPV6);
        assertEquals(
                "1c000000" + "1e00" + "0103" + "00000000" + "00000000" + "0a" + "00".repeat(11),
                HexFormat.of().formatHex(request));
    }

    @Test
    void whoAnsweredOrIsConfiguredIsTold() {
        List<NeighbourRow> rows = new ArrayList<>();
        assertEquals(Answer.ENDS, read(HexFormat.of().parseHex(IPV4), rows));
        assertEquals(
                List.of(
                        row("192.0.2.11", 0x0200_5e00_5311L, false, 61_920),
                        row("192.0.2.12", 0x0200_5e00_5312L, false, 1_910),
                        row("192.0.2.10", 0x0200_5e00_5310L, true, 0)),
                rows);
    }

    @Test
    void multicastIsNoMachineAndANeighbourOverIpv6Is() {
        List<NeighbourRow> rows = new ArrayList<>();
        assertEquals(Answer.GOES_ON, read(HexFormat.of().parseHex(IPV6_MULTICAST + IPV6_STALE), rows));
        assertEquals(List.of(row("2001:db8::10", 0x0200_5e00_5320L, false, 61_990)), rows);
    }

    /** Numbers of linux/neighbour.h: incomplete, reachable, stale, delay, probe, failed, noarp, permanent. */
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "2, 1", "4, 1", "8, 1", "16, 1", "32, 0", "64, 0", "128, 1"})
    void onlyStatesThatSayItIsThereCount(int state, int told) {
        byte[] message = STALE.clone();
        message[24] = (byte) state;
        assertEquals(told, rows(message).size());
    }

    @Test
    void anAddressThatThisMachineAnswersForAnotherIsNoNeighbour() {
        byte[] message = STALE.clone();
        message[26] = 8;
        assertEquals(List.of(), rows(message));
    }

    @Test
    void whatHasNoAddressOfSixBytesOnItsLinkIsLeftOut() {
        byte[] infiniband = STALE.clone();
        ByteBuffer.wrap(infiniband).order(ByteOrder.LITTLE_ENDIAN).putShort(48, (short) 9);
        assertEquals(List.of(), rows(infiniband));
        byte[] group = STALE.clone();
        group[52] |= 1;
        assertEquals(List.of(), rows(group));
    }

    @Test
    void anErrorIsNoEnd() {
        byte[] error = HexFormat.of().parseHex("24000000" + "0200" + "0000".repeat(5) + "ffffffff" + "00".repeat(16));
        assertEquals(Answer.FAILED, read(error, new ArrayList<>()));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 15, 1_000_000, Integer.MIN_VALUE})
    void aMessageWhoseLengthLiesIsNoAnswer(int length) {
        byte[] lying = STALE.clone();
        ByteBuffer.wrap(lying).order(ByteOrder.LITTLE_ENDIAN).putInt(0, length);
        assertEquals(Answer.FAILED, read(lying, new ArrayList<>()));
    }

    @Test
    void rubbishThrowsNothing() {
        Random random = new Random(20_261_125);
        byte[] good = HexFormat.of().parseHex(IPV4);
        int changed = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bad = good.clone();
            for (int flips = 1 + random.nextInt(6); flips > 0; flips--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            List<NeighbourRow> rows = new ArrayList<>();
            NeighbourMessage.read(MemorySegment.ofArray(bad), random.nextInt(bad.length + 40), rows::add);
            changed += rows.size();
        }
        assertNotEquals(0, changed);
    }

    @Test
    void aLineOfTheArpTableIsReadWhereItIsComplete() {
        assertEquals(
                Optional.of(row("192.0.2.10", 0x0200_5e00_5310L, true, 0)),
                ProcArp.parse("192.0.2.10       0x1         0x6         02:00:5e:00:53:10     *        veth0"));
        assertEquals(
                Optional.of(row("192.0.2.12", 0x0200_5e00_5312L, false, 0)),
                ProcArp.parse("192.0.2.12       0x1         0x2         02:00:5e:00:53:12     *        veth0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "IP address       HW type     Flags       HW address            Mask     Device",
                "192.0.2.13       0x1         0x0         00:00:00:00:00:00     *        veth0",
                "192.0.2.13       0x20        0x2         02:00:5e:00:53:12     *        ib0",
                "192.0.2.13       0x1         0x2         02:00:5e:00:53:1x     *        veth0",
                "192.0.2.13       0x1         0x2         02:00:5e:00:53        *        veth0",
                "192.0.2.1333     0x1         0x2         02:00:5e:00:53:12     *        veth0",
                "exemple.bzh      0x1         0x2         02:00:5e:00:53:12     *        veth0",
                "192.0.2.13       0x1         0x99999999999 02:00:5e:00:53:12   *        veth0",
                "255.255.255.255  0x1         0x2         ff:ff:ff:ff:ff:ff     *        veth0",
            })
    void anyOtherLineOfTheArpTableIsNone(String line) {
        assertEquals(Optional.empty(), ProcArp.parse(line));
    }

    private static NeighbourRow row(String address, long mac, boolean configured, long ageMillis) {
        return new NeighbourRow(
                InetAddress.ofLiteral(address),
                new MacAddress(mac),
                configured,
                Optional.of(Duration.ofMillis(ageMillis)));
    }

    private static List<NeighbourRow> rows(byte[] datagram) {
        List<NeighbourRow> rows = new ArrayList<>();
        read(datagram, rows);
        return rows;
    }

    private static Answer read(byte[] datagram, List<NeighbourRow> rows) {
        return NeighbourMessage.read(MemorySegment.ofArray(datagram), datagram.length, rows::add);
    }
}
