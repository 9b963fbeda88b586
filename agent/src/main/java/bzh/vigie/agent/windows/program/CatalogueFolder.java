package bzh.vigie.agent.windows.program;

import bzh.vigie.agent.host.Bytes;
import java.io.IOException;
import java.util.List;

/** The files of catalogues that a Windows system has, below {@code C:\Windows\System32\CatRoot}. */
public interface CatalogueFolder {
    /** Names of all of them. */
    List<String> names();

    /** Lets that file be read; whether it could be opened. */
    boolean read(String name, Reader reader) throws IOException;

    /** Reads a file while it is open. */
    interface Reader {
        void read(Bytes file) throws IOException;
    }
}
