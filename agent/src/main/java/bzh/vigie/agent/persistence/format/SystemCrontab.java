package bzh.vigie.agent.persistence.format;

/** A crontab with a user column: {@code /etc/crontab} and the files of {@code /etc/cron.d} (crontab(5), cron(8)). */
public final class SystemCrontab implements Format {
    @Override
    public Parsed parse(SourceFile file) {
        return Crontab.parse(file, true);
    }
}
