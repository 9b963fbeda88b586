package bzh.vigie.agent.windows.program;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Names of functions that programs import by number; the list is {@code ordinals.txt}. */
final class Ordinals {
    private Ordinals() {}

    /** The name of that export of the DLL (lower case, with its ending), or {@code ord} and the number. */
    static String name(String dll, int number) {
        String known =
                dll.endsWith(".dll") ? Loaded.NAMES.get(dll.substring(0, dll.length() - 4) + " " + number) : null;
        return known == null ? "ord" + number : known;
    }

    /** Read when the first program imports by number. */
    private static final class Loaded {
        static final Map<String, String> NAMES = read();

        private static Map<String, String> read() {
            Map<String, String> names = new HashMap<>(1_024);
            try (InputStream in = Ordinals.class.getResourceAsStream("ordinals.txt")) {
                if (in == null) {
                    throw new IllegalStateException("ordinals.txt is not there");
                }
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
                for (String line; (line = lines.readLine()) != null; ) {
                    int last = line.lastIndexOf(' ');
                    if (!line.startsWith("#") && last > 0) {
                        names.put(line.substring(0, last), line.substring(last + 1));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return Map.copyOf(names);
        }
    }
}
