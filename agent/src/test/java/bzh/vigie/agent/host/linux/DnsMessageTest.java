package bzh.vigie.agent.host.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.KernelNotices.Code;
import bzh.vigie.agent.host.Sockets.NameAnswer;
import bzh.vigie.event.Event.KernelCodeKind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Packets with DNS answers, and notices of the kernel about modules. */
final class DnsMessageTest {
    /** Answers of dnsmasq 2.91 (Debian 13) as a packet socket received them on the loopback interface. */
    private static final String ANSWER = "45000050e6d6400040114d8f7f3508017f000001003598f7003c0685"
            + "0007858000010001000000000674656d6f696e03627a68076578616d706c650000010001"
            + "c00c00010001000000000004c6336407";

    static final String ALIAS = "4500006fe6d7400040114d6f7f3508017f0000010035964d005b06a4"
            + "00078580000100020000000005616c69617303627a68076578616d706c650000010001"
            + "c00c000500010000000000140674656d6f696e03627a68076578616d706c6500c02f00010001000000000004c6336407";

    private static final String MAIL = "4500006be6d8400040114d727f3508017f000001003587e2005706a0"
            + "00078580000100010000000103627a68076578616d706c6500000f0001"
            + "c00c000f000100000000001600050674656d6f696e03627a68076578616d706c6500c02b00010001000000000004c6336407";

    private static byte[] answer() {
        return HexFormat.of().parseHex(ANSWER);
    }

    @Test
    void theNameAndItsAddressesAreRead() {
        NameAnswer read = DnsMessage.answer(answer()).orElseThrow();
        assertEquals(new NameAnswer(0, "temoin.bzh.example", 1, List.of("198.51.100.7")), read);
        assertEquals(
                new NameAnswer(0, "alias.bzh.example", 1, List.of("temoin.bzh.example", "198.51.100.7")),
                DnsMessage.answer(HexFormat.of().parseHex(ALIAS)).orElseThrow());
        assertEquals(
                new NameAnswer(0, "bzh.example", 15, List.of("temoin.bzh.example")),
                DnsMessage.answer(HexFormat.of().parseHex(MAIL)).orElseThrow());
    }

    @Test
    void aNameThatPointsToItselfEnds() {
        byte[] packet = answer();
        int pointer = ANSWER.indexOf("c00c00010001") / 2;
        packet[pointer + 1] = (byte) (pointer - 28);
        assertEquals(List.of(), DnsMessage.answer(packet).orElseThrow().answers());
    }

    @Test
    void scrambledPacketsNeverThrow() {
        Random random = new Random(53);
        for (int i = 0; i < 100_000; i++) {
            byte[] packet = answer();
            for (int n = 1 + random.nextInt(6); n > 0; n--) {
                packet[random.nextInt(packet.length)] = (byte) random.nextInt();
            }
            byte[] cut = java.util.Arrays.copyOf(packet, random.nextInt(packet.length + 20));
            DnsMessage.answer(cut).ifPresent(read -> assertTrue(read.name().length() <= 255));
        }
    }

    /** Notices as lib/kobject_uevent.c puts them together. */
    @Test
    void aModuleIsReadOfItsNotice() {
        assertEquals(
                Optional.of(new Code(KernelCodeKind.MODULE, true, "nft_compat", "")),
                notice("add@/module/nft_compat\0ACTION=add\0DEVPATH=/module/nft_compat\0SUBSYSTEM=module\0"));
        assertEquals(
                Optional.of(new Code(KernelCodeKind.MODULE, false, "dummy", "")),
                notice("remove@/module/dummy\0ACTION=remove\0DEVPATH=/module/dummy\0SUBSYSTEM=module\0"));
        assertEquals(Optional.empty(), notice("change@/module/dummy\0ACTION=change\0"));
        assertEquals(Optional.empty(), notice("add@/devices/virtual/net/lo\0ACTION=add\0"));
        assertEquals(Optional.empty(), notice("add@/module/\0"));
        assertEquals(Optional.empty(), notice("rubbish"));
        assertEquals(Optional.empty(), notice(""));
    }

    private static Optional<Code> notice(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        MemorySegment buffer = Arena.ofAuto().allocate(8_192);
        MemorySegment.copy(bytes, 0, buffer, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return LinuxKernelNotices.module(buffer, bytes.length);
    }
}
