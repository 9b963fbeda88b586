package bzh.vigie.agent.persistence.format.job;

import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;

/** A crontab with a user column: {@code /etc/crontab} and the files of {@code /etc/cron.d} (crontab(5), cron(8)). */
public final class SystemCrontab implements Format {
    @Override
    public Parsed parse(SourceFile file) {
        return Crontab.parse(file, true);
    }
}
