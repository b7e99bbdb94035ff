-- Steps of a campaign are never changed, but for the words in them once the person is erased.
grant update (reason) on campaign_step to jingtian_api;
