package bzh.vigie.agent.persistence;

import bzh.vigie.agent.fuzz.MemoryFiles;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Registry.Profile;
import bzh.vigie.agent.host.Registry.State;
import bzh.vigie.agent.host.SystemLists;
import bzh.vigie.agent.windows.regf.RegKey;
import bzh.vigie.agent.windows.regf.RegText;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemFields;
import bzh.vigie.event.Observed;
import java.util.List;
import java.util.Optional;

/** A made-up Windows that runs: its registry as text, its files, and what it says of itself ({@link ToldLists}). */
final class ToldMachine {
    private static final Profile NOBODY = new Profile(
            WindowsTree.SID, "agent", Optional.of(HostPath.of("/C:/Users/agent")), Reading.found(State.FILE));

    final MemoryFiles files = new MemoryFiles();
    private final StringBuilder registry =
            new StringBuilder(WindowsTree.ALWAYS.replace("ControlSet001", "CurrentControlSet"));
    private final StringBuilder told = new StringBuilder();

    ToldMachine registry(String text) {
        registry.append('\n').append(text).append('\n');
        return this;
    }

    ToldMachine told(String line) {
        told.append(line).append('\n');
        return this;
    }

    /** Its items and states of that location. */
    Scanned scan(String location) {
        return scan(location, ToldLists.of(told.toString()));
    }

    Scanned scan(String location, SystemLists lists) {
        return Scanned.of(machine(Reading.found(lists)), location::equals);
    }

    /** Its registry so far. */
    RegKey keys() {
        return RegText.parse(registry.toString());
    }

    /** The machine with these for its lists. */
    Machine machine(Reading<SystemLists> lists) {
        return machine(keys(), lists);
    }

    /** The same with that registry. */
    Machine machine(RegKey keys, Reading<SystemLists> lists) {
        return new Machine(
                        files,
                        Reading::absent,
                        path -> Observed.missed(Observed.Why.NOT_OFFERED),
                        Reading.absent(),
                        Reading.absent(),
                        Reading.found(new MemoryRegistry(keys, NOBODY)),
                        Reading.absent())
                .telling(lists);
    }

    /** The items of a location, and its state last. */
    List<String> found(String location) {
        return shown(scan(location));
    }

    static List<String> shown(Scanned scanned) {
        List<String> lines = new java.util.ArrayList<>(
                scanned.items().stream().map(ToldMachine::shown).toList());
        scanned.places()
                .forEach(place -> lines.add(
                        place.detail().isEmpty()
                                ? ItemFields.word(place.state())
                                : ItemFields.word(place.state()) + " " + place.detail()));
        return lines;
    }

    private static String shown(Item item) {
        String traits = String.join(
                " ", item.traits().stream().map(ItemFields::word).sorted().toList());
        return item.source().substring(item.source().lastIndexOf('\\') + 1) + "|" + item.name() + "|" + item.value()
                + "|" + traits;
    }
}
