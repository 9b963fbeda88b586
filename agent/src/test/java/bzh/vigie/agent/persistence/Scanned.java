package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.offline.MountedLinux;
import bzh.vigie.event.Item;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** All that a scan tells, for tests. */
record Scanned(List<Item> items, List<Scan.Place> places) {
    /** Of a machine that is open. */
    static Scanned of(Machine machine) {
        return of(machine, location -> true);
    }

    /** Of these locations of a machine that is open. */
    static Scanned of(Machine machine, Predicate<String> locations) {
        Scanned all = new Scanned(new ArrayList<>(), new ArrayList<>());
        Scan.of(machine, Trees.CLOCK, locations, new Scan.Output() {
            @Override
            public void item(Item item) {
                all.items.add(item);
            }

            @Override
            public void place(Scan.Place place) {
                all.places.add(place);
            }
        });
        return all;
    }

    /** Of these locations of the Linux below a directory. */
    static Scanned linux(Path root, Predicate<String> locations) {
        try (Machine machine = MountedLinux.open(root).ifFound().orElseThrow()) {
            return of(machine, locations);
        }
    }
}
