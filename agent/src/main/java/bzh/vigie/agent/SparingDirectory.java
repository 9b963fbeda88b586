package bzh.vigie.agent;

import bzh.vigie.agent.budget.GiveBack;
import bzh.vigie.agent.directory.Directory;
import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import java.util.Optional;

/**
 * A directory of which what was read is given back as it goes: a page is many times its bytes in objects, of which an item or nothing is
 * kept, and a heap that may grow does before it collects any of them. Used by one thread.
 */
final class SparingDirectory implements Directory {
    private final Directory directory;
    private final GiveBack giveBack;

    SparingDirectory(Directory directory, GiveBack giveBack) {
        this.directory = directory;
        this.giveBack = giveBack;
    }

    /** The same of this virtual machine's heap. */
    static SparingDirectory of(Directory directory) {
        return new SparingDirectory(
                directory, GiveBack.busy(Runtime.getRuntime()::totalMemory, System::gc, System::nanoTime));
    }

    @Override
    public Entry root() throws Refused {
        return directory.root();
    }

    @Override
    public void search(Query query, Each each) throws Refused {
        directory.search(query, entry -> {
            giveBack.look();
            return each.take(entry);
        });
        giveBack.look();
    }

    @Override
    public Optional<String> server() {
        return directory.server();
    }

    @Override
    public long received() {
        return directory.received();
    }

    @Override
    public void close() {
        directory.close();
        giveBack.look();
    }
}
