package bzh.vigie.installers;

import bzh.vigie.agent.source.WantedAudit;
import bzh.vigie.agent.source.WindowsChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Why each thing is asked for, in French, the table {@code why.txt}. */
final class Explanations {
    private final Map<String, Why> all;

    /**
     * Why.
     *
     * @param what Windows writes down
     * @param purpose what it is for
     */
    record Why(String name, String what, String purpose) {}

    private Explanations(Map<String, Why> all) {
        this.all = all;
    }

    static Explanations read(Path file) throws IOException {
        return new Explanations(Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line ->
                        Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
                .map(cells -> new Why(cells.get(0), cells.get(1), cells.get(2)))
                .collect(Collectors.toMap(Why::name, Function.identity())));
    }

    Why of(WantedAudit.Subcategory subcategory) {
        return of(subcategory.subcategory().english());
    }

    /** Of a value, or of the one that it goes with. */
    Why ofValue(RegistryValue value) {
        List<WantedAudit.Value> wanted = WantedAudit.table().values();
        String source = wanted.stream()
                .filter(each -> each.name().equals(value.name()) && each.key().endsWith(value.key()))
                .map(WantedAudit.Value::source)
                .findFirst()
                .orElseThrow();
        return of(wanted.stream()
                .filter(each -> each.source().equals(source))
                .map(WantedAudit.Value::name)
                .findFirst()
                .orElseThrow());
    }

    Why of(WindowsChannel channel) {
        return of(channel.source().substring("windows.log.".length()));
    }

    /** How many there are. */
    int size() {
        return all.size();
    }

    private Why of(String name) {
        return Optional.ofNullable(all.get(name))
                .orElseThrow(() -> new IllegalStateException("why.txt does not say why " + name + " is asked for"));
    }
}
