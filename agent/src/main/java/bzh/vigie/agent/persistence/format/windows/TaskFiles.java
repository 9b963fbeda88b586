package bzh.vigie.agent.persistence.format.windows;

import bzh.vigie.agent.host.Files.OpenFile;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.format.BytesFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.FileFormat;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.Surroundings;
import bzh.vigie.agent.windows.task.JobFile;
import bzh.vigie.agent.windows.task.TaskDefinition;
import bzh.vigie.agent.windows.task.TaskXml;
import bzh.vigie.event.Item.Trait;
import java.util.List;
import java.util.Optional;

/** Files of scheduled tasks. */
public final class TaskFiles {
    private static final String FOLDER = "\\tasks\\";

    private TaskFiles() {}

    /** An XML definition; one of which the registry knows nothing is a mismatch. */
    public static FileFormat definition() {
        return new Definition();
    }

    /** A job of the old scheduler. */
    public static BytesFormat job() {
        return (file, bytes) -> JobFile.parse(bytes)
                .map(job -> {
                    List<Draft> drafts = TaskItems.drafts(
                            file.name(), List.of(job.action()), job.triggers(), false, job.author(), false);
                    return Parsed.of(
                            drafts.stream()
                                    .map(d -> d.enabled(job.enabled()).with(Trait.HIDDEN, job.hidden()))
                                    .toList(),
                            job.malformed());
                })
                .orElse(Parsed.of(List.of(), 1));
    }

    /** Where the scheduler has it: what stands behind the folder. */
    private static String path(String file) {
        int at = WindowsPath.fold(file).indexOf(FOLDER);
        return at < 0 ? file : file.substring(at + FOLDER.length() - 1);
    }

    private static final class Definition implements FileFormat {
        @Override
        public Parsed parse(SourceFile file, OpenFile content) {
            return parse(file, content, Surroundings.NONE);
        }

        @Override
        public Parsed parse(SourceFile file, OpenFile content, Surroundings around) {
            return parse(file, BytesFormat.start(content), around);
        }

        private static Parsed parse(SourceFile file, byte[] bytes, Surroundings around) {
            Optional<TaskDefinition> read = TaskXml.parse(bytes);
            if (read.isEmpty()) {
                return Parsed.of(List.of(), 1);
            }
            TaskDefinition task = read.get();
            String path = path(WindowsPath.text(file.path()));
            boolean unknown = around.hasRegistry()
                    && around.key(CachedTasks.CACHE).isPresent()
                    && new CachedTasks(around::key).of(path).isEmpty();
            List<Draft> drafts = TaskItems.drafts(
                            path,
                            task.actions(),
                            task.triggers(),
                            task.catchesUp(),
                            task.runsAs(),
                            task.runLevel().equalsIgnoreCase("HighestAvailable"))
                    .stream()
                    .map(d -> d.enabled(task.enabled())
                            .with(Trait.HIDDEN, task.hidden())
                            .with(Trait.MISMATCH, unknown))
                    .toList();
            return Parsed.of(drafts, task.malformed());
        }
    }
}
