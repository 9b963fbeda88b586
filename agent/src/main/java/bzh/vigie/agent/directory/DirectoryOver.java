package bzh.vigie.agent.directory;

import bzh.vigie.agent.host.Refused;
import java.util.Optional;

/** A directory that asks another one, but for what is done otherwise. Used by one thread. */
public abstract class DirectoryOver implements Directory {
    private final Directory directory;

    /** One that asks that one, and closes it. */
    protected DirectoryOver(Directory directory) {
        this.directory = directory;
    }

    @Override
    public Entry root() throws Refused {
        return directory.root();
    }

    @Override
    public void search(Query query, Each each) throws Refused {
        directory.search(query, each);
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
    }
}
