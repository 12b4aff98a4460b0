export const METRICS_ROUTES = {
  show: {
    operationId: 'metrics',
    tags: ['Operations'],
    summary: 'Returns metrics in the Prometheus text format',
    responses: {
      200: {
        description: 'The metrics.',
        content: { 'text/plain': { schema: { type: 'string' } } },
      },
    },
    security: [],
  },
};
