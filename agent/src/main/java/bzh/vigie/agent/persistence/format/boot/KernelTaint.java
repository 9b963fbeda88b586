package bzh.vigie.agent.persistence.format.boot;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What foreign code did to the kernel since it was started ({@code /proc/sys/kernel/tainted}), and which module did
 * ({@code /sys/module/NAME/taint}). Bits that tell of warnings, crashes and hardware come by themselves and are left out.
 */
public final class KernelTaint implements Format {
    /** By bit; empty where it says nothing of foreign code (Documentation/admin-guide/tainted-kernels.rst). */
    private static final List<String> MEANINGS = List.of(
            "P proprietary module",
            "F module loaded by force",
            "",
            "R module unloaded by force",
            "",
            "",
            "",
            "",
            "A ACPI table replaced",
            "",
            "C staging driver",
            "",
            "O module from outside the kernel's tree",
            "E unsigned module",
            "",
            "K live patch",
            "X taint of the distribution",
            "",
            "N test");

    @Override
    public boolean isOfTheMachine() {
        return true;
    }

    @Override
    public Parsed parse(SourceFile file) {
        String text = file.text().strip();
        if (file.name().equals("taint")) {
            return Parsed.of(
                    text.isEmpty()
                            ? List.of()
                            : List.of(Draft.of(
                                    file.directory(), "taint " + text, new Run.Module(file.directory(), true))),
                    0);
        }
        if (!text.matches("\\d{1,18}")) {
            return Parsed.of(List.of(), text.isEmpty() ? 0 : 1);
        }
        long bits = Long.parseLong(text);
        String said = IntStream.range(0, MEANINGS.size())
                .filter(bit -> (bits >> bit & 1) == 1 && !MEANINGS.get(bit).isEmpty())
                .mapToObj(MEANINGS::get)
                .collect(Collectors.joining("\n"));
        return Parsed.of(said.isEmpty() ? List.of() : List.of(Draft.of(file.name(), said, new Run.Nothing())), 0);
    }
}
