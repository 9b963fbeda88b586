package bzh.vigie.collector.console.route;

/** The page of something that went wrong: its HTTP status and what to say. */
public record ProblemModel(int status, String text) {}
