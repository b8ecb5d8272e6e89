// Runs the whole public GraphQL over HTTP audit suite against the address given as the only argument.
// Run: npm ci && node audit.mjs http://127.0.0.1:8080/graphql (any schema with a query type will do).
// Every audit counts, SHOULD and MAY too: exit status 1 when one fails, 2 when the suite cannot run.
import { serverAudits } from 'graphql-http';

const url = process.argv[2];
if (!url) {
  console.error('usage: node audit.mjs http://127.0.0.1:8080/graphql');
  process.exit(2);
}

let failed = 0;
const audits = serverAudits({ url });
for (const audit of audits) {
  let result;
  try {
    result = await audit.fn();
  } catch (err) {
    console.error(`${audit.id} ${audit.name}: ${err.cause ?? err}`);
    process.exit(2);
  }
  if (result.status !== 'ok') {
    failed += 1;
    console.log(`${result.status.toUpperCase()} ${result.id} ${result.name}: ${result.reason}`);
  }
}
console.log(`${audits.length - failed} passed, ${failed} failed`);
process.exit(failed > 0 || audits.length === 0 ? 1 : 0);
