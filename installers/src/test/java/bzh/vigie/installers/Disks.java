package bzh.vigie.installers;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.offline.MountedLinux;
import bzh.vigie.agent.host.offline.MountedWindows;
import bzh.vigie.agent.persistence.Scan;
import bzh.vigie.event.Item;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Disks of other machines for tests: Windows disks made of {@code .reg} texts, and the agent's own scan of a disk. */
public final class Disks {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-25T12:00:00Z"));

    private Disks() {}

    /** Makes Windows disks by a program of the agent's tests, whose arguments these are; this module does not see its classes. */
    public static void make(String... arguments) throws IOException, InterruptedException {
        Path agent = Commands.TOP.resolve("agent/target");
        String classes = String.join(
                File.pathSeparator,
                agent.resolve("test-classes").toString(),
                agent.resolve("classes").toString(),
                Commands.TOP.resolve("proto/target/classes").toString());
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classes,
                "bzh.vigie.agent.persistence.WindowsDisk"));
        command.addAll(List.of(arguments));
        Commands.run(command).orFail("making the disk");
    }

    /** Items that a scan of a disk reports, in its order. */
    public static List<Item> items(Path root, boolean windows) {
        List<Item> items = new ArrayList<>();
        try (Machine machine = (windows ? MountedWindows.open(root) : MountedLinux.open(root))
                .ifFound()
                .orElseThrow()) {
            Scan.of(machine, CLOCK, new Scan.Output() {
                @Override
                public void item(Item item) {
                    items.add(item);
                }

                @Override
                public void place(Scan.Place place) {}
            });
        }
        return items;
    }
}
