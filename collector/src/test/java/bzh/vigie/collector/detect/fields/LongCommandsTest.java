package bzh.vigie.collector.detect.fields;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.collector.detect.sigma.LogSource;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Command lines and scripts as long as an event allows are taken apart on half the stack that detection has. */
final class LongCommandsTest {
    private static final int LONGEST = 32_768;
    private static final int STACK = 512 * 1_024;

    @Test
    void aLongValueOverflowsNoStack() throws InterruptedException {
        List<String> unwell = new ArrayList<>();
        for (String piece :
                List.of("x", "''", "\\\"", "'", "\"", "(", "a.", "-x ", "\\", "%41", "/c ", "^", "$a=", "`n", "{0}")) {
            String value = piece.repeat(LONGEST / piece.length());
            for (String line : List.of(
                    "wmic service create Name=\"a\",PathName=\"" + value,
                    "powershell -Command [Microsoft.Win32.Registry]::SetValue('HKCU\\x','y','" + value,
                    "[Microsoft.Win32.Registry]::SetValue(\"HKCU\\x\", \"y\", \"" + value,
                    "Invoke-CimMethod Win32_Service -MethodName Create -Arguments @{Name='a';PathName='" + value,
                    "sc.exe create a binPath= \"" + value,
                    "cmd /c start " + value,
                    value)) {
                String text = line.substring(0, Math.min(LONGEST, line.length()));
                Thread thread = new Thread(null, () -> read(text), "a small stack", STACK);
                thread.setUncaughtExceptionHandler((_, e) ->
                        unwell.add(e + ": " + text.substring(0, Math.min(80, text.length()))));
                thread.start();
                thread.join();
            }
        }
        assertEquals(List.of(), unwell);
    }

    @Test
    void whatALongValueNamesIsStillRead() {
        SigmaRecord.Builder to = SigmaRecord.of(new LogSource("windows", "", ""));
        WindowsActs.started(
                "C:\\Windows\\System32\\wbem\\WMIC.exe",
                "wmic service create Name=\"a\",PathName=\"" + "x".repeat(3_000) + "\"",
                to);
        assertEquals("x".repeat(3_000), to.build().value("ServiceCommand"));
    }

    private static void read(String text) {
        SigmaRecord.Builder to = SigmaRecord.of(new LogSource("windows", "", ""));
        WindowsActs.started("C:\\Windows\\System32\\cmd.exe", text, to);
        WindowsActs.name("Microsoft-Windows-PowerShell/Operational", "4104", Map.of("ScriptBlockText", text), to);
    }
}
