package bzh.vigie.agent;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Reading.Absent;
import bzh.vigie.agent.host.Reading.Found;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.agent.host.offline.MountedLinux;
import bzh.vigie.agent.host.offline.MountedWindows;
import bzh.vigie.agent.identity.Installation;
import bzh.vigie.agent.persistence.Scan;
import bzh.vigie.agent.persistence.ScanLines;
import bzh.vigie.event.Item;
import bzh.vigie.text.Printable;
import bzh.vigie.text.SourceText;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code scan}: what makes code run again on this machine, or on the Linux or Windows system lying under a directory, of which nothing is
 * run. In words, or as JSON lines into a file or to the output.
 */
@Command(name = "scan")
final class ScanCommand implements Callable<Integer> {
    private final PrintStream out;
    private final PrintStream err;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--root", paramLabel = "DIR", descriptionKey = "usage.root")
    private Optional<Path> root = Optional.empty();

    @Option(names = "--out", paramLabel = "FILE", descriptionKey = "usage.out")
    private Optional<Path> file = Optional.empty();

    @Mixin
    private FormatOption format = new FormatOption();

    ScanCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        Words words = common.words();
        if (root.isPresent() && Platform.here().isWindows()) {
            return refuse(words.say("scan.root-on-windows"), Main.BAD_USAGE);
        }
        Reading<Machine> opened =
                root.map(ScanCommand::open).orElseGet(() -> Platform.here().open());
        return switch (opened) {
            case Absent<Machine> ignored -> refuse(words.say("scan.no-root", name()), Main.BAD_USAGE);
            case Refused<Machine> refused -> refuse(SourceText.say(refused.detail(), words.locale()), Main.FAILED);
            case Found<Machine> found -> {
                try (Machine machine = found.value()) {
                    yield scan(machine, words);
                }
            }
        };
    }

    /** The Windows system under a directory, otherwise the Linux one. */
    private static Reading<Machine> open(Path root) {
        Reading<Machine> windows = MountedWindows.open(root);
        return windows instanceof Found<Machine> ? windows : MountedLinux.open(root);
    }

    private int scan(Machine machine, Words words) {
        boolean isLinux = machine.registry() instanceof Absent<?>;
        if (isLinux && machine.files().status(HostPath.of("/etc")) instanceof Absent<?>) {
            return refuse(words.say("scan.no-linux", name()), Main.FAILED);
        }
        try {
            if (file.isPresent()) {
                ScanText text = new ScanText(words);
                try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(file.get()))) {
                    lines(machine, stream, !format.isLines() ? Optional.of(text) : Optional.empty());
                }
                if (!format.isLines()) {
                    text.lines(name()).forEach(out::println);
                    out.println(
                            words.say("scan.written", Printable.clean(file.get().toString())));
                }
            } else if (format.isLines()) {
                lines(machine, out, Optional.empty());
            } else {
                ScanText text = new ScanText(words);
                Scan.of(machine, InstantSource.system(), text);
                text.lines(name()).forEach(out::println);
            }
            return hasHives(machine) ? Main.DONE : refuse(words.say("scan.no-hives"), Main.FAILED);
        } catch (IOException | UncheckedIOException e) {
            return refuse(
                    words.say(
                            "scan.not-written",
                            Printable.clean(file.map(Path::toString).orElse("-")),
                            e instanceof IOException io
                                    ? words.why(io)
                                    : Printable.line(String.valueOf(e.getMessage()), 300)),
                    Main.FAILED);
        }
    }

    /** Whether one of the hives could be read that hold nearly all of a Windows; true of a Linux. */
    private static boolean hasHives(Machine machine) {
        return machine.registry()
                .ifFound()
                .map(registry -> Stream.of("HKLM\\SYSTEM", "HKLM\\SOFTWARE")
                        .anyMatch(hive -> !(registry.key(hive) instanceof Refused<?>)))
                .orElse(true);
    }

    private void lines(Machine machine, OutputStream stream, Optional<ScanText> too) throws IOException {
        try (ScanLines lines = new ScanLines(stream)) {
            Scan.of(machine, InstantSource.system(), new Scan.Output() {
                @Override
                public void item(Item item) {
                    lines.item(item);
                    too.ifPresent(text -> text.item(item));
                }

                @Override
                public void place(Scan.Place place) {
                    lines.place(place);
                    too.ifPresent(text -> text.place(place));
                }
            });
            lines.summary(name(), machine.files().reader(), Scan.os(machine), Installation.of(machine));
        }
    }

    private String name() {
        return Printable.clean(
                root.map(path -> path.toAbsolutePath().normalize().toString()).orElse("/"));
    }

    private int refuse(String why, int status) {
        err.println(why);
        return status;
    }
}
