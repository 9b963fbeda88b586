package bzh.vigie.installers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.spi.ToolProvider;

/** Programs of the JDK by which packages are made, run in this process. */
final class Tools {
    private Tools() {}

    /**
     * Runs a tool of the JDK, such as {@code jlink}, and gives what it said.
     *
     * @throws IOException with what it said, where it failed
     */
    static String jdk(String name, List<String> arguments) throws IOException {
        ToolProvider tool = ToolProvider.findFirst(name)
                .orElseThrow(() -> new IOException("this Java has no " + name + ": a JDK is needed"));
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintWriter writer = new PrintWriter(said, true, StandardCharsets.UTF_8);
        int code = tool.run(writer, writer, arguments.toArray(String[]::new));
        writer.flush();
        String text = said.toString(StandardCharsets.UTF_8);
        if (code != 0) {
            throw new IOException(name + " ended with " + code + ": " + text);
        }
        return text;
    }
}
