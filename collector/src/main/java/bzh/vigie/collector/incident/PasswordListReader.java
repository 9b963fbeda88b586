package bzh.vigie.collector.incident;

import bzh.vigie.collector.incident.WrittenDates.Read;
import bzh.vigie.collector.store.PasswordLists;
import bzh.vigie.collector.store.PasswordLists.Aged;
import bzh.vigie.collector.store.PasswordLists.Kind;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Reads when passwords were set from a table with a heading, as Get-ADUser, Get-ADComputer, csvde, dsquery, Entra and net user tools of
 * offices export them: names by what Microsoft's manuals call the columns, in English or French. Only names, dates and flags are taken: a
 * column of anything else is not looked at. Pure and total.
 */
public final class PasswordListReader {
    /** Largest file. */
    public static final int MOST_BYTES = 32 << 20;

    private static final int LONGEST_NAME = 128;

    private static final List<String> NAMES = List.of(
            "samaccountname",
            "nomdouverturedesession",
            "login",
            "identifiant",
            "userprincipalname",
            "upn",
            "compte",
            "account",
            "user",
            "utilisateur",
            "name",
            "nom",
            "cn");

    private static final List<String> DATES = List.of(
            "passwordlastset",
            "pwdlastset",
            "lastpasswordchange",
            "lastpasswordchangedatetime",
            "lastpasswordchangetimestamp",
            "passwordlastchanged",
            "passwordset",
            "motdepassedéfinile",
            "motdepassedefinile",
            "motdepassemodifiéle",
            "motdepassemodifiele",
            "datedumotdepasse",
            "datemotdepasse",
            "dernierchangementdemotdepasse",
            "dernierchangementdumotdepasse",
            "dernièremodificationdumotdepasse",
            "dernieremodificationdumotdepasse",
            "datededernièremodificationdumotdepasse",
            "datededernieremodificationdumotdepasse");

    private static final List<String> ENABLED = List.of("enabled", "accountenabled", "activé", "active", "actif");
    private static final List<String> CLASSES = List.of("objectclass", "classe", "classedobjet");

    /** User account control (MS-ADTS 2.2.16): disabled; trust between domains; workstation; controller. */
    private static final int DISABLED = 0x2;

    private static final int TRUST = 0x800;
    private static final int COMPUTER = 0x1000 | 0x2000;

    private static final Pattern KERBEROS = Pattern.compile("krbtgt(?:_\\d{1,10}|_azuread)?");

    private PasswordListReader() {}

    /**
     * What was read.
     *
     * @param column heading of the column of dates; empty where there is none, and then no accounts
     * @param unread lines that name no account, by their number in the file, the first ones
     * @param unreadRows how many such lines there are
     * @param undated accounts whose date is missing, or no date
     * @param ambiguous dates of which day and month may be the other way round: the earlier one was taken
     * @param cut whether there were more than a list may have
     */
    public record Result(
            List<Aged> accounts,
            String column,
            List<Integer> unread,
            int unreadRows,
            int undated,
            int ambiguous,
            boolean cut) {
        public Result {
            accounts = List.copyOf(accounts);
            unread = List.copyOf(unread);
        }
    }

    /** Reads it; a time without an offset is of that zone. */
    public static Result read(byte[] bytes, ZoneId zone) {
        CsvTable table = CsvTable.read(bytes, PasswordLists.MOST_ACCOUNTS + 2);
        OptionalInt name = table.column(NAMES);
        OptionalInt date = table.column(DATES);
        if (name.isEmpty() || date.isEmpty()) {
            return new Result(List.of(), "", List.of(), 0, 0, 0, false);
        }
        WrittenDates dates = WrittenDates.of(table.values(date), zone);
        OptionalInt enabled = table.column(ENABLED);
        OptionalInt control = table.column(List.of("useraccountcontrol"));
        OptionalInt type = table.column(CLASSES);
        Map<String, Aged> accounts = new LinkedHashMap<>();
        List<Integer> unread = new ArrayList<>();
        int unreadRows = 0;
        int undated = 0;
        int ambiguous = 0;
        for (CsvText.Row row : table.rows()) {
            Optional<String> account = name(row.cell(name));
            if (account.isEmpty() || accounts.size() >= PasswordLists.MOST_ACCOUNTS) {
                unreadRows++;
                if (unread.size() < CsvTable.NAMED) {
                    unread.add(row.line());
                }
                continue;
            }
            Optional<Read> read =
                    dates.read(row.cell(date)).filter(each -> each.at().isAfter(Instant.EPOCH));
            undated += read.isEmpty() ? 1 : 0;
            ambiguous += read.filter(each -> each.other().isPresent()).isPresent() ? 1 : 0;
            int flags = flags(row.cell(control));
            Aged aged = new Aged(
                    account.get(),
                    kind(account.get(), flags, row.cell(type)),
                    (flags & DISABLED) == 0 && !CsvTable.isNo(row.cell(enabled)),
                    read.map(Read::at),
                    read.filter(Read::dayOnly).isPresent());
            accounts.merge(aged.account(), aged, Aged::worse);
        }
        return new Result(
                new ArrayList<>(accounts.values()),
                table.heading(date),
                unread,
                unreadRows,
                undated,
                ambiguous,
                table.isCut());
    }

    private static Optional<String> name(String written) {
        String name = AccountNames.key(written);
        boolean printable = name.chars().allMatch(c -> c >= ' ' && c != 0x7f);
        return name.isEmpty() || name.length() > LONGEST_NAME || !printable ? Optional.empty() : Optional.of(name);
    }

    private static int flags(String text) {
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
    }

    private static Kind kind(String name, int flags, String type) {
        String kind = type.toLowerCase(Locale.ROOT);
        if (KERBEROS.matcher(name).matches()) {
            return Kind.KERBEROS;
        }
        if ((flags & TRUST) != 0 || kind.contains("trusteddomain")) {
            return Kind.TRUST;
        }
        boolean service = kind.contains("managedserviceaccount");
        return !service && ((flags & COMPUTER) != 0 || kind.contains("computer") || name.endsWith("$"))
                ? Kind.MACHINE
                : Kind.ACCOUNT;
    }
}
