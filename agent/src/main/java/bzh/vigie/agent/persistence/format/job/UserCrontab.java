package bzh.vigie.agent.persistence.format.job;

import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;

/** A crontab without a user column: what crontab(1) keeps for each account. */
public final class UserCrontab implements Format {
    @Override
    public Parsed parse(SourceFile file) {
        return Crontab.parse(file, false);
    }
}
