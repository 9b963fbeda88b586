package bzh.vigie.agent.source;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.SocketRow;
import bzh.vigie.agent.host.Sockets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Sockets that a test makes up. */
class FakeSockets implements Sockets {
    final Map<Long, Owner> owners = new ConcurrentHashMap<>();
    volatile List<SocketRow> rows = List.of();

    @Override
    public void list(Consumer<SocketRow> each) throws Refused {
        rows.forEach(each);
    }

    @Override
    public int closed(Consumer<SocketRow> each) {
        return 0;
    }

    @Override
    public String closingsRefused() {
        return "";
    }

    @Override
    public Map<Long, Owner> owners(Set<Long> inodes) {
        return owners.entrySet().stream()
                .filter(e -> inodes.contains(e.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
