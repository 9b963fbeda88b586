package bzh.vigie.collector.store.sqlite;

import bzh.vigie.collector.store.AccountUses;
import bzh.vigie.collector.store.AlertExceptions;
import bzh.vigie.collector.store.Alerts;
import bzh.vigie.collector.store.Attestations;
import bzh.vigie.collector.store.Audit;
import bzh.vigie.collector.store.CloudExports;
import bzh.vigie.collector.store.Conclusions;
import bzh.vigie.collector.store.CoverageLog;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.DirectoryAccounts;
import bzh.vigie.collector.store.ExpectedHosts;
import bzh.vigie.collector.store.Hosts;
import bzh.vigie.collector.store.Identities;
import bzh.vigie.collector.store.Incidents;
import bzh.vigie.collector.store.Indicators;
import bzh.vigie.collector.store.Inventories;
import bzh.vigie.collector.store.KeptCounts;
import bzh.vigie.collector.store.Ledger;
import bzh.vigie.collector.store.LocalChecks;
import bzh.vigie.collector.store.Neighbours;
import bzh.vigie.collector.store.PasswordLists;
import bzh.vigie.collector.store.People;
import bzh.vigie.collector.store.Progress;
import bzh.vigie.collector.store.Reviews;
import bzh.vigie.collector.store.RuleHits;
import bzh.vigie.collector.store.SavedSearches;
import bzh.vigie.collector.store.Scans;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.Thresholds;
import bzh.vigie.collector.store.Tokens;
import bzh.vigie.collector.store.Tombstones;
import bzh.vigie.collector.store.UserDays;
import bzh.vigie.collector.store.Witnesses;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** One transaction on one connection. */
final class SqliteSession implements Store.Session {
    private final Names names;
    private final SqliteLines lines;
    private final SqliteLedger ledger;
    private final SqliteAudit audit;
    private final SqliteTokens tokens;
    private final SqliteHosts hosts;
    private final SqliteAlerts alerts;
    private final SqliteAlertExceptions alertExceptions;
    private final SqliteInventories inventories;
    private final SqliteCoverage coverage;
    private final SqliteNeighbours neighbours;
    private final SqliteUserDays userDays;
    private final SqliteThresholds thresholds;
    private final SqliteIndicators indicators;
    private final SqliteLocalChecks localChecks;
    private final SqliteDirectories directories;
    private final SqliteDirectoryAccounts directoryAccounts;
    private final SqliteProgress progress;
    private final SqliteIncidents incidents;
    private final SqliteExpectedHosts expected;
    private final SqliteAccountUses accountUses;
    private final SqlitePasswordLists passwordLists;
    private final SqliteWitnesses witnesses;
    private final SqliteCloudExports cloudExports;
    private final SqliteScans scans;
    private final SqliteAttestations attestations;
    private final SqliteTombstones tombstones;
    private final SqliteConclusions conclusions;
    private final SqliteReviews reviews;
    private final SqliteSavedSearches savedSearches;
    private final SqliteRuleHits ruleHits;
    private final SqliteKeptCounts keptCounts;
    private final SqlitePeople people;
    private final SqliteIdentities identities;

    SqliteSession(Sql sql, InstantSource time, RandomGenerator random, ItemCache items) {
        names = new Names(sql);
        lines = new SqliteLines(sql);
        ledger = new SqliteLedger(sql, time, random, lines);
        audit = new SqliteAudit(sql, time, random, ledger);
        tokens = new SqliteTokens(sql, audit, time);
        hosts = new SqliteHosts(sql, audit);
        alerts = new SqliteAlerts(sql, audit, ledger, time);
        alertExceptions = new SqliteAlertExceptions(sql, audit, time);
        inventories = new SqliteInventories(sql, names, items);
        coverage = new SqliteCoverage(sql, names, time);
        neighbours = new SqliteNeighbours(sql, names, audit);
        userDays = new SqliteUserDays(sql, names, time);
        indicators = new SqliteIndicators(sql, audit, time);
        localChecks = new SqliteLocalChecks(sql);
        directories = new SqliteDirectories(sql, inventories, audit);
        directoryAccounts = new SqliteDirectoryAccounts(sql);
        progress = new SqliteProgress(sql, names);
        incidents = new SqliteIncidents(sql, audit, time);
        expected = new SqliteExpectedHosts(sql, incidents, audit, time);
        accountUses = new SqliteAccountUses(sql);
        passwordLists = new SqlitePasswordLists(sql, incidents, audit, time);
        witnesses = new SqliteWitnesses(sql, incidents, audit, time);
        cloudExports = new SqliteCloudExports(sql);
        scans = new SqliteScans(sql, incidents, audit, time);
        thresholds = new SqliteThresholds(sql, incidents, audit, time);
        attestations = new SqliteAttestations(sql, incidents, audit, time);
        tombstones = new SqliteTombstones(sql, incidents, alerts, audit, time);
        conclusions = new SqliteConclusions(sql, incidents, audit, time);
        reviews = new SqliteReviews(sql, incidents, audit, time);
        savedSearches = new SqliteSavedSearches(sql, audit, time);
        ruleHits = new SqliteRuleHits(sql);
        keptCounts = new SqliteKeptCounts(sql, audit);
        people = new SqlitePeople(sql, audit, time);
        identities = new SqliteIdentities(sql, audit, people);
    }

    /** Writes what is still in memory; called once before the commit. */
    void finish() {
        inventories.flush();
        lines.enter(ledger);
    }

    /** Shares what is now certain with other sessions. */
    void committed() {
        inventories.committed();
    }

    @Override
    public Tokens tokens() {
        return tokens;
    }

    @Override
    public Hosts hosts() {
        return hosts;
    }

    @Override
    public AlertExceptions alertExceptions() {
        return alertExceptions;
    }

    @Override
    public Inventories inventories() {
        return inventories;
    }

    @Override
    public Alerts alerts() {
        return alerts;
    }

    @Override
    public CoverageLog coverage() {
        return coverage;
    }

    @Override
    public Neighbours neighbours() {
        return neighbours;
    }

    @Override
    public UserDays userDays() {
        return userDays;
    }

    @Override
    public Thresholds thresholds() {
        return thresholds;
    }

    @Override
    public Indicators indicators() {
        return indicators;
    }

    @Override
    public LocalChecks localChecks() {
        return localChecks;
    }

    @Override
    public Directories directories() {
        return directories;
    }

    @Override
    public DirectoryAccounts directoryAccounts() {
        return directoryAccounts;
    }

    @Override
    public Progress progress() {
        return progress;
    }

    @Override
    public Incidents incidents() {
        return incidents;
    }

    @Override
    public Attestations attestations() {
        return attestations;
    }

    @Override
    public ExpectedHosts expectedHosts() {
        return expected;
    }

    @Override
    public AccountUses accountUses() {
        return accountUses;
    }

    @Override
    public Witnesses witnesses() {
        return witnesses;
    }

    @Override
    public CloudExports cloudExports() {
        return cloudExports;
    }

    @Override
    public Scans scans() {
        return scans;
    }

    @Override
    public PasswordLists passwordLists() {
        return passwordLists;
    }

    @Override
    public Tombstones tombstones() {
        return tombstones;
    }

    @Override
    public Reviews reviews() {
        return reviews;
    }

    @Override
    public Conclusions conclusions() {
        return conclusions;
    }

    @Override
    public RuleHits ruleHits() {
        return ruleHits;
    }

    @Override
    public KeptCounts keptCounts() {
        return keptCounts;
    }

    @Override
    public SavedSearches savedSearches() {
        return savedSearches;
    }

    @Override
    public People people() {
        return people;
    }

    @Override
    public Identities identities() {
        return identities;
    }

    @Override
    public Audit audit() {
        return audit;
    }

    @Override
    public Ledger ledger() {
        return ledger;
    }
}
