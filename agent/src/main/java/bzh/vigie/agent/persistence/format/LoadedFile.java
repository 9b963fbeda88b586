package bzh.vigie.agent.persistence.format;

import bzh.vigie.agent.persistence.format.Draft.Run;
import java.util.List;

/**
 * A file that another program loads or runs because it lies there, whether or not it may be executed: a program, a library, a
 * plug-in, a key ring. Its content is only hashed.
 */
public final class LoadedFile implements Format {
    @Override
    public boolean needsContent(SourceFile file) {
        return false;
    }

    @Override
    public Parsed parse(SourceFile file) {
        return Parsed.of(List.of(Draft.of(file.name(), file.link().orElse(""), new Run.Itself())), 0);
    }
}
