package bzh.vigie.agent.persistence.format.windows;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.persistence.format.BytesFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.FileFormat;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.windows.bits.BitsQueue;
import bzh.vigie.agent.windows.office.OfficeMacros;
import bzh.vigie.agent.windows.shim.ShimDatabase;
import bzh.vigie.agent.windows.shim.ShimDatabase.Fix;
import bzh.vigie.agent.windows.shim.ShimDatabase.Program;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Shim databases, queues of BITS, documents with macros. */
public final class SystemFiles {
    private SystemFiles() {}

    /** What a database does to which programs; what it loads or leads to is the target. */
    public static BytesFormat shims() {
        return (file, bytes) -> {
            ShimDatabase database = ShimDatabase.parse(bytes);
            List<Draft> drafts = new ArrayList<>();
            for (Program program : database.programs()) {
                String what = String.join(
                        ", ", program.fixes().stream().map(Fix::text).toList());
                Text value = Text.of(what).and("for", program.application()).and("of", database.name());
                drafts.add(new Draft(program.file(), value.all(), run(program), true, Set.of())
                        .with(Trait.LOADER_VARIABLE, program.injects()));
            }
            return Parsed.of(drafts, database.malformed());
        };
    }

    private static Run run(Program program) {
        return program.fixes().stream()
                .filter(f -> f.injects() && f.commandLine().contains("\\"))
                .map(f -> (Run) new Run.Path(f.commandLine().strip().replace("\"", "")))
                .findFirst()
                .orElse(new Run.Nothing());
    }

    /** Jobs of BITS that start a program; those that only fetch come and go. */
    public static FileFormat transfers() {
        return (file, content) -> {
            BitsQueue queue = BitsQueue.read(Bytes.of(content));
            List<Draft> drafts = new ArrayList<>();
            for (BitsQueue.Job job : queue.jobs()) {
                if (job.command().isBlank()) {
                    continue;
                }
                Text value = Text.of(job.commandLine())
                        .and("named", job.name())
                        .and("of", job.owner())
                        .and("near", String.join(" ", job.urls()));
                drafts.add(Text.command(job.id(), job.commandLine(), value));
            }
            return Parsed.of(drafts, queue.malformed());
        };
    }

    /** Templates and add-ins that an Office program loads by itself: what they are, and whether they bring macros. */
    public static BytesFormat macros() {
        return (file, bytes) -> {
            OfficeMacros macros = OfficeMacros.of(bytes);
            String value = switch (macros.kind()) {
                case ZIP, COMPOUND -> macros.hasMacros() ? "macros" : "no macros";
                case OTHER -> "program or other file";
            };
            Draft draft = Draft.of(file.name(), value, new Run.Itself()).with(Trait.INLINE_SCRIPT, macros.hasMacros());
            return Parsed.of(List.of(draft), 0);
        };
    }
}
