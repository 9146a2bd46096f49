import { fuzzPackages } from './package-fuzz';

const ROUNDS = 50_000;
const SEED = 20_260_715;

describe('mutated packages', () => {
  it('refuses every mutant with a typed fault and accepts every valid twin', async () => {
    const report = await fuzzPackages(ROUNDS, SEED);
    expect(report.failures).toEqual([]);
    expect(report.twins).toBeGreaterThanOrEqual(ROUNDS / 100);
    expect(report.refusals.get('accepted')).toBe(report.twins);
    expect(report.peakBufferBytes).toBeLessThan(512 * 1_048_576);
    // Mutants that all fall at the first check would prove little.
    expect(report.refusals.size).toBeGreaterThanOrEqual(12);
  }, 600_000);
});
