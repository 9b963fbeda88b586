package bzh.vigie.agent.host.windows;

import java.io.File;
import java.io.IOException;
import java.util.OptionalInt;

/**
 * The one program that the agent starts on Windows, once a day, so that it must see it in its own source: {@code sort.exe} of the
 * system with nothing to sort, which ends at once. By absolute path, without arguments, with an empty environment but for the
 * folder of Windows. Nothing else starts a process there (ArchUnit).
 */
final class WindowsCanary {
    private WindowsCanary() {}

    /** Starts it; its pid, or empty where it cannot be started. */
    static OptionalInt start() {
        String root = ProcessCalls.systemRoot();
        ProcessBuilder command = new ProcessBuilder(root + "\\System32\\sort.exe")
                .redirectInput(new File("NUL"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        command.environment().clear();
        command.environment().put("SystemRoot", root);
        try {
            return OptionalInt.of((int) command.start().pid());
        } catch (IOException e) {
            return OptionalInt.empty();
        }
    }
}
