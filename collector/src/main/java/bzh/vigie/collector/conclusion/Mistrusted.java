package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.incident.HostNames;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.DirectoryAccounts.Reading;
import bzh.vigie.collector.store.DirectoryAccounts.Teller;
import bzh.vigie.collector.store.Hosts.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Hosts that the attacker touched and of which nobody states that they were set up anew since (decision 0067): what they tell of a directory,
 * or what was told of it by asking one of them, may make a conclusion worse and never better. Pure.
 */
record Mistrusted(List<Host> hosts) {
    /** Stands for a controller of which nobody told the name. */
    static final String NAMELESS = "?";

    Mistrusted {
        hosts = List.copyOf(hosts);
    }

    /** Whether nothing speaks for the word of that one. Who it was that told, or was asked, is not known of all: then it may be one of these. */
    boolean isWord(Teller teller) {
        return isReader(teller.reader()) || isController(teller.controller());
    }

    /** Whether one of those whose word a reading is, or who reads now. */
    boolean isWord(Reading reading) {
        return isReader(Optional.of(reading.reader()))
                || reading.tellers().stream().anyMatch(this::isWord);
    }

    private boolean isReader(Optional<AgentId> reader) {
        return hosts.stream().anyMatch(host -> reader.isEmpty() || host.id().equals(reader.get()));
    }

    private boolean isController(String name) {
        return hosts.stream().anyMatch(host -> name.isBlank() || HostNames.same(host.hostname(), name));
    }

    /** Names of the readers among these whose word it is. */
    List<String> readers(Reading reading) {
        List<Optional<AgentId>> readers = new ArrayList<>(List.of(Optional.of(reading.reader())));
        reading.tellers().forEach(teller -> readers.add(teller.reader()));
        return readers.stream()
                .filter(this::isReader)
                .map(reader -> reader.flatMap(id -> hosts.stream()
                                .filter(host -> host.id().equals(id))
                                .findFirst())
                        .map(Host::hostname)
                        .orElse(NAMELESS))
                .distinct()
                .sorted()
                .toList();
    }

    /** Names of the controllers among these that were asked. */
    List<String> controllers(Reading reading) {
        Stream<String> now = reading.controller().isBlank() ? Stream.of() : Stream.of(reading.controller());
        return Stream.concat(now, reading.tellers().stream().map(Teller::controller))
                .filter(this::isController)
                .map(name -> name.isBlank() ? NAMELESS : name)
                .distinct()
                .sorted()
                .toList();
    }
}
