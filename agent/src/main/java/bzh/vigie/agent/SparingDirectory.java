package bzh.vigie.agent;

import bzh.vigie.agent.budget.GiveBack;
import bzh.vigie.agent.directory.Directory;
import bzh.vigie.agent.directory.DirectoryOver;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;

/**
 * A directory of which what was read is given back as it goes: a page is many times its bytes in objects, of which an item or nothing is
 * kept, and a heap that may grow does before it collects any of them. Used by one thread.
 */
final class SparingDirectory extends DirectoryOver {
    private final GiveBack giveBack;

    SparingDirectory(Directory directory, GiveBack giveBack) {
        super(directory);
        this.giveBack = giveBack;
    }

    /** The same of this virtual machine's heap. */
    static SparingDirectory of(Directory directory) {
        return new SparingDirectory(
                directory, GiveBack.busy(Runtime.getRuntime()::totalMemory, System::gc, System::nanoTime));
    }

    @Override
    public void search(Query query, Each each) throws Refused {
        super.search(query, entry -> {
            giveBack.look();
            return each.take(entry);
        });
        giveBack.look();
    }

    @Override
    public void close() {
        super.close();
        giveBack.look();
    }
}
