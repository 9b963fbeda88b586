package bzh.vigie.agent.persistence.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.event.Item.Trait;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowsSuspicionTest {
    private static final int LIMIT = 256 << 10;
    /** What is looked for takes up to 161; one pattern for shell and joining took 583 for {@code cmd /c} alone. */
    private static final int READS = 240;

    /** A text that counts how often a character of it is looked at. */
    private static final class Counted implements CharSequence {
        private final String text;
        private long reads;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            reads++;
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cmd /c ",
                "cmd /c\n",
                "cmd.exe /q /d /c ",
                "\"cmd\" /a:a ",
                "powershell ",
                "powershell -",
                "pwsh -e a ",
                "certutil ",
                "certutil -",
                "bitsadmin /",
                "\\\\a",
                "\\",
                "curl",
                " ",
                "a"
            })
    void noTextIsLookedAtMoreOftenThanItsLengthAllows(String part) {
        Counted text = new Counted(part.repeat(LIMIT / part.length()));
        Set<Trait> ignored = WindowsSuspicion.ofPlain(text);
        assertTrue(text.reads < (long) READS * LIMIT, part + ": " + text.reads / LIMIT + " times each");
    }

    @Test
    void aShellThatJoinsCommandsIsAScript() {
        script(true, "cmd /c a & b");
        script(true, "\"C:\\Windows\\System32\\cmd.exe\" /d /c a>b");
        script(true, "c^m^d /c a | b");
        script(true, "CMD\n/Q /K a & b");
        script(true, "cmd /c " + "a".repeat(1_999) + "&");
        script(true, "cmd /c a\ncmd /c b & c");
        script(true, "cmd /c " + "a".repeat(3_000) + " cmd /c b & c");
    }

    @Test
    void aShellWithOneCommandIsNone() {
        script(false, "cmd /c a");
        script(false, "a & cmd /c b");
        script(false, "cmd /c a\nb & c");
        script(false, "cmd /c " + "a".repeat(2_000) + "&");
        script(false, "cmd /k\na & b");
        script(false, "cmd /x a & b");
        script(false, "xcmd /c a & b");
    }

    private static void script(boolean is, String text) {
        assertEquals(is ? Set.of(Trait.INLINE_SCRIPT) : Set.of(), WindowsSuspicion.in(text), text);
    }
}
