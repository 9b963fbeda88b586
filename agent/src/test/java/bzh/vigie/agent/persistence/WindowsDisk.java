package bzh.vigie.agent.persistence;

import bzh.vigie.agent.windows.regf.RegText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes the disk of a Windows, for tests of both sides: a program of its own, since those do not know this side's classes. */
public final class WindowsDisk {
    private WindowsDisk() {}

    /**
     * {@code wine PREFIX} adds hives to a prefix of Wine; {@code reg FILE ROOT} makes a small disk of a {@code .reg} text and of tasks;
     * {@code trees FILE ROOT FILE ROOT …} makes several of such a text and nothing else.
     */
    public static void main(String[] arguments) throws IOException {
        switch (arguments[0]) {
            case "wine" -> WinePrefix.make(Path.of(arguments[1]));
            case "reg" ->
                WindowsDefaults.make(Path.of(arguments[2]), RegText.decoded(Files.readAllBytes(Path.of(arguments[1]))));
            case "trees" -> {
                for (int i = 1; i < arguments.length; i += 2) {
                    WindowsTree.make(
                            Path.of(arguments[i + 1]), RegText.decoded(Files.readAllBytes(Path.of(arguments[i]))));
                }
            }
            default -> throw new IllegalArgumentException("no such disk: " + arguments[0]);
        }
    }
}
